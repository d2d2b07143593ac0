package dev.serin.training.data;

import java.util.Arrays;

/**
 * Grey images of one size with their labels, as in the data set's files. Pixels are 0..255, row by
 * row, image by image. Nothing changes after construction; {@link #part} shares the pixels.
 */
public final class ImageSet {
  private final byte[] pixels;
  private final byte[] labels;
  private final int first;
  private final int size;
  private final int height;
  private final int width;

  ImageSet(byte[] pixels, byte[] labels, int height, int width) {
    this(pixels, labels, 0, labels.length, height, width);
    if (pixels.length != labels.length * height * width) {
      throw new DataException(
          pixels.length / (height * width) + " images do not fit " + labels.length + " labels");
    }
  }

  private ImageSet(byte[] pixels, byte[] labels, int first, int size, int height, int width) {
    this.pixels = pixels;
    this.labels = labels;
    this.first = first;
    this.size = size;
    this.height = height;
    this.width = width;
  }

  /** The images {@code from} (inclusive) to {@code to} (exclusive). */
  public ImageSet part(int from, int to) {
    if (from < 0 || to > size || from > to) {
      throw new IndexOutOfBoundsException(from + ".." + to + " of " + size);
    }
    return new ImageSet(pixels, labels, first + from, to - from, height, width);
  }

  public int size() {
    return size;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /** The class of image {@code i}. */
  public int label(int i) {
    return labels[first + i] & 0xff;
  }

  /** A copy of the pixels of image {@code i}. */
  public byte[] image(int i) {
    int start = (first + i) * height * width;
    return Arrays.copyOfRange(pixels, start, start + height * width);
  }

  /** The largest label of the set. */
  int labelMax() {
    int max = 0;
    for (int i = 0; i < size; i++) {
      max = Math.max(max, label(i));
    }
    return max;
  }
}
