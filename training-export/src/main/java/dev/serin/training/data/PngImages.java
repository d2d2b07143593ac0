package dev.serin.training.data;

import java.io.IOException;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** Writes pixels as PNG files. */
public final class PngImages {
  /** More than networks look at, and still less than a megabyte. */
  private static final int SIDE_MAX = 512;

  private PngImages() {}

  /** Image {@code i} of {@code images} as a PNG file, made smaller where it is a large photo. */
  public static byte[] of(ImageSet images, int i) throws IOException {
    Mat pixels = images.pixels(i);
    try {
      double scale = (double) SIDE_MAX / Math.max(pixels.cols(), pixels.rows());
      if (scale < 1) {
        Imgproc.resize(pixels, pixels, new Size(), scale, scale, Imgproc.INTER_AREA);
      }
      return encode(pixels);
    } finally {
      pixels.release();
    }
  }

  /** The bytes of a PNG file with these pixels, 8 bits, blue, green and red. */
  public static byte[] encode(Mat bgr) throws IOException {
    MatOfByte bytes = new MatOfByte();
    try {
      if (!Imgcodecs.imencode(".png", bgr, bytes)) {
        throw new IOException("OpenCV cannot write a PNG");
      }
      return bytes.toArray();
    } finally {
      bytes.release();
    }
  }
}
