package dev.serin.training.data;

import java.io.IOException;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/** Writes pixels as PNG files. */
public final class PngImages {
  private PngImages() {}

  /** Image {@code i} of {@code images} as a PNG file. */
  public static byte[] of(ImageSet images, int i) throws IOException {
    Mat pixels = images.pixels(i);
    try {
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
