package dev.serin.worker.image;

import org.opencv.core.Mat;

/**
 * The pixels of one image, in native memory until closed.
 *
 * @param format what the file was
 * @param pixels height x width, 8 bits a channel, blue, green and red
 */
public record DecodedImage(ImageFormat format, Mat pixels) implements AutoCloseable {
  /** Pixels from left to right, after any turn. */
  public int width() {
    return pixels.cols();
  }

  /** Pixels from top to bottom, after any turn. */
  public int height() {
    return pixels.rows();
  }

  @Override
  public void close() {
    pixels.release();
  }
}
