package dev.serin.worker.image;

import java.nio.ByteBuffer;
import org.opencv.core.Core;
import org.opencv.core.Mat;

/**
 * How a camera was held, as a JPEG or WebP file says it (EXIF 2.32, tag 274; values 1 to 8). OpenCV
 * turns PNG and TIFF files itself; WebP it passes over, and JPEG is not decoded by OpenCV alone.
 */
final class Orientation {
  static final int UPRIGHT = 1;

  private Orientation() {}

  /** The orientation; 1 where the file gives none, or none that can be read. */
  static int of(ByteBuffer file, ImageFormat format) {
    ByteReader in = new ByteReader(file, format);
    try {
      return switch (format) {
        case JPEG -> jpeg(in);
        case WEBP -> webp(in);
        case PNG, GIF, BMP, TIFF -> UPRIGHT;
      };
    } catch (ImageException e) {
      return UPRIGHT; // the pixels are what counts
    }
  }

  /** Whether rows become columns. */
  static boolean isSideways(int orientation) {
    return orientation >= 5;
  }

  /** Turns {@code pixels} upright; may replace what they stand in. */
  static void apply(int orientation, Mat pixels) {
    if (isSideways(orientation)) {
      Core.transpose(pixels, pixels);
    }
    switch (orientation) {
      case 2, 6 -> Core.flip(pixels, pixels, 1);
      case 3, 7 -> Core.flip(pixels, pixels, -1);
      case 4, 8 -> Core.flip(pixels, pixels, 0);
      default -> {}
    }
  }

  private static int jpeg(ByteReader in) throws ImageException {
    long exif = JpegHeader.read(in).exif();
    return exif == 0 ? UPRIGHT : read(in, exif);
  }

  /** Chunks of type, length and data of an even number of bytes, behind the RIFF header. */
  private static int webp(ByteReader in) throws ImageException {
    long at = 12;
    while (!in.has(at, "EXIF")) {
      long length = in.u32le(at + 4);
      at += 8 + length + (length & 1);
    }
    long data = at + 8;
    // Some writers put the mark of JPEG's segment in front.
    return read(in, in.has(data, "Exif\0\0") ? data + 6 : data);
  }

  private static int read(ByteReader in, long exif) throws ImageException {
    long value = new TiffDirectory(in, exif).value(TiffDirectory.ORIENTATION);
    return value >= 1 && value <= 8 ? (int) value : UPRIGHT;
  }
}
