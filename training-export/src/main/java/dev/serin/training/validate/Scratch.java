package dev.serin.training.validate;

import java.util.ArrayDeque;
import java.util.Deque;
import org.opencv.core.Mat;

/** Native memory of a calculation, released at its end. */
final class Scratch implements AutoCloseable {
  private final Deque<Mat> mats = new ArrayDeque<>();

  /** A new, empty one. */
  Mat mat() {
    return keep(new Mat());
  }

  <T extends Mat> T keep(T mat) {
    mats.push(mat);
    return mat;
  }

  @Override
  public void close() {
    mats.forEach(Mat::release);
  }
}
