package dev.serin.worker.image;

import org.opencv.core.Core;
import org.opencv.core.Mat;

/**
 * How a camera was held, as a WebP file says it (EXIF 2.32, tag 274; values 1 to 8). OpenCV turns
 * JPEG and PNG files itself, and passes over what a WebP file says.
 */
final class WebpOrientation {
  private static final int UPRIGHT = 1;

  private WebpOrientation() {}

  /** The orientation; 1 where the file gives none, or none that can be read. */
  static int of(byte[] file) {
    try {
      return read(new ByteReader(file, ImageFormat.WEBP));
    } catch (ImageException e) {
      return UPRIGHT; // the pixels are what counts
    }
  }

  /** Turns {@code pixels} upright; may replace what they stand in. */
  static void apply(int orientation, Mat pixels) {
    if (orientation >= 5) {
      Core.transpose(pixels, pixels);
    }
    switch (orientation) {
      case 2, 6 -> Core.flip(pixels, pixels, 1);
      case 3, 7 -> Core.flip(pixels, pixels, -1);
      case 4, 8 -> Core.flip(pixels, pixels, 0);
      default -> {}
    }
  }

  /** Chunks of type, length and data of an even number of bytes, behind the RIFF header. */
  private static int read(ByteReader in) throws ImageException {
    long at = 12;
    while (!in.has(at, "EXIF")) {
      long length = in.u32le(at + 4);
      at += 8 + length + (length & 1);
    }
    long data = at + 8;
    // Some writers put the mark of JPEG's segment in front.
    long exif = in.has(data, "Exif\0\0") ? data + 6 : data;
    long value = new TiffDirectory(in, exif).value(TiffDirectory.ORIENTATION);
    return value >= 1 && value <= 8 ? (int) value : UPRIGHT;
  }
}
