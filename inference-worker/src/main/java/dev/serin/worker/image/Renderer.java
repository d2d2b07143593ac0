package dev.serin.worker.image;

import dev.serin.worker.image.InputSpec.Orient;
import java.nio.ByteBuffer;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * Makes smaller copies of images: upright as their EXIF data say, resized by averaging areas, never
 * larger than they were. An alpha channel is dropped, as in what the models see. Thread-safe; needs
 * {@link OpenCv#load()}.
 */
public final class Renderer {
  private final ImageDecoder decoder;

  public Renderer(ImageDecoder decoder) {
    this.decoder = decoder;
  }

  /** A finished copy. */
  public record Copy(MatOfByte file, int width, int height) implements AutoCloseable {
    @Override
    public void close() {
      file.release();
    }
  }

  /**
   * Makes one copy.
   *
   * @param file from its position to its limit
   * @param width most pixels from left to right
   * @param suffix the format, as a file name would end: {@code .jpeg}, {@code .webp}, {@code .png}
   * @param quality of JPEG and WebP, 1 to 100
   * @return a file that the caller must close
   * @throws ImageException if the file is not an image that Serin reads, damaged or too large
   */
  public Copy render(ByteBuffer file, int width, String suffix, int quality) throws ImageException {
    try (DecodedImage image = decoder.decode(file, Orient.EXIF)) {
      Mat small = shrunk(image.pixels(), width);
      try {
        return encoded(image.format(), small, suffix, quality);
      } finally {
        small.release();
      }
    }
  }

  private static Mat shrunk(Mat pixels, int width) {
    Mat small = new Mat();
    if (pixels.cols() <= width) {
      pixels.assignTo(small);
      return small;
    }
    long height = Math.round((double) pixels.rows() * width / pixels.cols());
    Imgproc.resize(pixels, small, new Size(width, Math.max(1, height)), 0, 0, Imgproc.INTER_AREA);
    return small;
  }

  private static Copy encoded(ImageFormat from, Mat pixels, String suffix, int quality)
      throws ImageException {
    MatOfInt parameters =
        new MatOfInt(
            Imgcodecs.IMWRITE_JPEG_QUALITY, quality, Imgcodecs.IMWRITE_WEBP_QUALITY, quality);
    MatOfByte file = new MatOfByte();
    boolean written = false;
    try {
      written = Imgcodecs.imencode(suffix, pixels, file, parameters);
    } finally {
      parameters.release();
      if (!written) {
        file.release();
      }
    }
    if (!written) {
      // A side of more than 16,383 pixels, say, is more than a WebP can have.
      throw new ImageException(
          ImageException.Reason.TOO_MANY_PIXELS,
          "this %s of %d x %d pixels cannot be written as %s"
              .formatted(from.label(), pixels.cols(), pixels.rows(), suffix.substring(1)));
    }
    return new Copy(file, pixels.cols(), pixels.rows());
  }
}
