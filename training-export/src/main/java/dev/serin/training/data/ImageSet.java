package dev.serin.training.data;

import java.io.IOException;
import org.opencv.core.Mat;

/** Labelled images, in a fixed order, decoded when they are asked for. Thread-safe. */
public interface ImageSet {

  int size();

  /** The class of image {@code i}, 0 first. */
  int label(int i);

  /** What people find image {@code i} by, such as {@code glass/12.jpg}; unique in the data set. */
  String name(int i);

  /** SHA-256 of the image's bytes, in lower-case hexadecimal. */
  String digest(int i);

  /**
   * The pixels of image {@code i}: 8 bits, blue, green and red, turned as the input's {@code
   * orient} says. They are the caller's to change and to release.
   *
   * @throws DataException naming the image, where it cannot be decoded
   */
  Mat pixels(int i);

  /**
   * Image {@code i} as somebody would upload it: the file that it came in, or a PNG file.
   *
   * @throws IOException where it cannot be read or written
   */
  default byte[] file(int i) throws IOException {
    Mat pixels = pixels(i);
    try {
      return PngImages.encode(pixels);
    } finally {
      pixels.release();
    }
  }

  /** The images {@code from} (inclusive) to {@code to} (exclusive). */
  default ImageSet part(int from, int to) {
    return new PartOfImages(this, from, to);
  }
}
