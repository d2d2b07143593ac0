package dev.serin.worker.image;

import org.opencv.core.Core;

/** Loads the native library of OpenCV: once per process, before any other class of it is used. */
public final class OpenCv {
  private OpenCv() {}

  /**
   * Takes the library from {@code java.library.path} where the launcher or the container put it;
   * else unpacks it from the jar into the temporary folder, which costs about half a second.
   *
   * @throws UnsatisfiedLinkError if there is no build for this platform
   */
  public static void load() {
    try {
      System.loadLibrary(Core.NATIVE_LIBRARY_NAME);
    } catch (UnsatisfiedLinkError notOnThePath) {
      nu.pattern.OpenCV.loadLocally();
    }
  }
}
