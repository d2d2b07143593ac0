package dev.serin.training.data;

import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * Grey images of one size with their labels, as in an IDX file. Pixels are 0..255, row by row,
 * image by image. Nothing changes after construction.
 */
public final class GreyImages implements ImageSet {
  private static final int CHANNELS = 3;

  private final String file;
  private final byte[] pixels;
  private final byte[] labels;
  private final int height;
  private final int width;

  /**
   * @param file name of the file they are from; with an image's place in it the image's name
   */
  GreyImages(String file, byte[] pixels, byte[] labels, int height, int width) {
    if (pixels.length != labels.length * height * width) {
      throw new DataException(
          pixels.length / (height * width) + " images do not fit " + labels.length + " labels");
    }
    this.file = file;
    this.pixels = pixels;
    this.labels = labels;
    this.height = height;
    this.width = width;
  }

  @Override
  public int size() {
    return labels.length;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  @Override
  public int label(int i) {
    return labels[i] & 0xff;
  }

  @Override
  public String name(int i) {
    return file + "/" + i;
  }

  @Override
  public String digest(int i) {
    return Digests.of(grey(i));
  }

  @Override
  public Mat pixels(int i) {
    byte[] interleaved = new byte[height * width * CHANNELS];
    int start = i * height * width;
    for (int p = 0; p < height * width; p++) {
      byte grey = pixels[start + p];
      interleaved[CHANNELS * p] = grey;
      interleaved[CHANNELS * p + 1] = grey;
      interleaved[CHANNELS * p + 2] = grey;
    }
    Mat bgr = new Mat(height, width, CvType.CV_8UC3);
    bgr.put(0, 0, interleaved);
    return bgr;
  }

  /** A copy of the grey pixels of image {@code i}. */
  byte[] grey(int i) {
    return java.util.Arrays.copyOfRange(pixels, i * height * width, (i + 1) * height * width);
  }

  /** The largest label of the set. */
  int labelMax() {
    int max = 0;
    for (int i = 0; i < size(); i++) {
      max = Math.max(max, label(i));
    }
    return max;
  }
}
