package dev.serin.training.report.html;

import dev.serin.training.data.DataException;
import dev.serin.training.data.ImageSet;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * Small pictures inside a page. A page takes so many bytes of them and no more; later ones are left
 * out.
 */
final class Thumbnails {
  private static final int SIDE_MAX = 128;

  /** Up to here pixels are shown as they are, by PNG, which does not blur them. */
  private static final int PIXELATED_SIDE_MAX = 64;

  private static final int JPEG_QUALITY = 82;

  private int bytesLeft;

  Thumbnails(int bytesMax) {
    this.bytesLeft = bytesMax;
  }

  /**
   * @param uri of the picture, {@code data:}
   * @param pixelated whether its pixels are few enough to be shown as squares
   * @param caption what is written below
   * @param title what is told when it is pointed at
   */
  record Picture(String uri, boolean pixelated, String caption, String title) {}

  /** Image {@code i}; null where it cannot be decoded, or the page has enough. */
  @Nullable Picture of(ImageSet images, int i, String caption, String title) {
    Mat pixels;
    try {
      pixels = images.pixels(i);
    } catch (DataException e) {
      return null;
    }
    try {
      return of(pixels, caption, title);
    } finally {
      pixels.release();
    }
  }

  /** These pixels, 8 bits, blue, green and red; null where the page has enough. */
  @Nullable Picture of(Mat bgr, String caption, String title) {
    int side = Math.max(bgr.cols(), bgr.rows());
    boolean pixelated = side <= PIXELATED_SIDE_MAX;
    Mat small = new Mat();
    MatOfByte file = new MatOfByte();
    MatOfInt options =
        pixelated ? new MatOfInt() : new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, JPEG_QUALITY);
    try {
      double scale = Math.min(1, (double) SIDE_MAX / side);
      Size size =
          new Size(
              Math.max(1, Math.round(bgr.cols() * scale)),
              Math.max(1, Math.round(bgr.rows() * scale)));
      Imgproc.resize(bgr, small, size, 0, 0, Imgproc.INTER_AREA);
      if (!Imgcodecs.imencode(pixelated ? ".png" : ".jpg", small, file, options)) {
        return null;
      }
      String type = pixelated ? "image/png" : "image/jpeg";
      String uri = "data:" + type + ";base64," + Base64.getEncoder().encodeToString(file.toArray());
      if (uri.length() > bytesLeft) {
        return null;
      }
      bytesLeft -= uri.length();
      return new Picture(uri, pixelated, caption, title);
    } finally {
      small.release();
      file.release();
      options.release();
    }
  }
}
