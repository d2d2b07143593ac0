package dev.serin.worker.image;

import org.opencv.core.Mat;

/**
 * The pixels of one image, in native memory until closed.
 *
 * @param format what the file was
 * @param width pixels of the file's image from left to right, after any turn
 * @param height pixels of the file's image from top to bottom, after any turn
 * @param pixels rows of 8 bits a channel, blue, green and red; height x width, or fewer where it
 *     was decoded reduced
 */
public record DecodedImage(ImageFormat format, int width, int height, Mat pixels)
    implements AutoCloseable {
  /** Whether there are fewer pixels than in the file's image. */
  public boolean isReduced() {
    return pixels.cols() != width || pixels.rows() != height;
  }

  @Override
  public void close() {
    pixels.release();
  }
}
