package org.nd4j.nativeblas;

/**
 * Tells DL4J that oneDNN may be used. DL4J 1.0.0-M2.1 asks a class of this name, by reflection,
 * before it hands a layer to oneDNN; the class itself has since moved to {@code
 * org.nd4j.linalg.cpu.nativecpu.bindings}, so the question fails and every convolution takes the
 * slow path. This stands at the old address and asks the new one.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** The two methods that DL4J looks up. */
  public static final class Environment {
    private Environment() {}

    public static Environment getInstance() {
      return new Environment();
    }

    public boolean isUseMKLDNN() {
      return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance().isUseONEDNN();
    }
  }
}
