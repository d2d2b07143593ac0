package dev.serin.training.validate;

import org.opencv.core.Mat;

/** Turns a photo into numbers that are near each other for photos that look alike. Thread-safe. */
@FunctionalInterface
public interface PhotoFeatures {
  /**
   * @param bgr 8 bits, blue, green and red, of any size; left as it is
   * @return as many values for every photo; only their direction counts, not their length
   */
  float[] of(Mat bgr);
}
