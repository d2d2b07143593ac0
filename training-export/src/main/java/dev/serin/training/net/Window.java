package dev.serin.training.net;

import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * A window that moves over an image.
 *
 * @param height in values
 * @param width in values
 * @param down values from one place to the next below
 * @param right values from one place to the next to the right
 * @param padded whether the image is padded, so that its size is only divided by the stride; else
 *     the window stays inside and what is left over at the end is not looked at
 */
record Window(int height, int width, int down, int right, boolean padded) {

  static Window of(int side, int stride, boolean padded) {
    return new Window(side, side, stride, stride, padded);
  }

  int[] kernel() {
    return new int[] {height, width};
  }

  int[] stride() {
    return new int[] {down, right};
  }

  ConvolutionMode mode() {
    return padded ? ConvolutionMode.Same : ConvolutionMode.Truncate;
  }

  boolean fits(long imageHeight, long imageWidth) {
    return padded || (height <= imageHeight && width <= imageWidth);
  }

  /** Rows and columns that it gives of an image it fits. */
  List<Long> over(long imageHeight, long imageWidth) {
    return List.of(places(imageHeight, height, down), places(imageWidth, width, right));
  }

  private long places(long size, int side, int step) {
    return padded ? (size + step - 1) / step : (size - side) / step + 1;
  }

  @Override
  public String toString() {
    return height + " x " + width;
  }
}
