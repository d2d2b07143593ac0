package dev.serin.worker.image;

import dev.serin.worker.testing.TestImages;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/** One small image file of each format. */
final class SampleImages {
  static final int WIDTH = 40;
  static final int HEIGHT = 28;

  private SampleImages() {}

  /** The same scene in each format. */
  static Map<ImageFormat, byte[]> all() {
    Map<ImageFormat, byte[]> all = new EnumMap<>(ImageFormat.class);
    for (ImageFormat format : ImageFormat.values()) {
      all.put(format, of(format));
    }
    return all;
  }

  static byte[] of(ImageFormat format) {
    BufferedImage scene = TestImages.scene(WIDTH, HEIGHT, 1);
    return format == ImageFormat.GIF
        ? TestImages.encoded("gif", scene)
        : encode("." + format.label(), scene);
  }

  /**
   * @param extension of OpenCV, with its dot
   */
  static byte[] encode(String extension, BufferedImage image) {
    Mat pixels = pixels(image);
    MatOfByte encoded = new MatOfByte();
    try {
      if (!Imgcodecs.imencode(extension, pixels, encoded)) {
        throw new IllegalStateException("OpenCV writes no " + extension);
      }
      return encoded.toArray();
    } finally {
      encoded.release();
      pixels.release();
    }
  }

  /** To be released by the caller. */
  static Mat pixels(BufferedImage image) {
    byte[] bgr = new byte[3 * image.getWidth() * image.getHeight()];
    int at = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        bgr[at++] = (byte) rgb;
        bgr[at++] = (byte) (rgb >> 8);
        bgr[at++] = (byte) (rgb >> 16);
      }
    }
    Mat mat = new Mat(image.getHeight(), image.getWidth(), CvType.CV_8UC3);
    mat.put(0, 0, bgr);
    return mat;
  }

  /** {@code file} with EXIF data that says how the camera was held, 1 to 8. */
  static byte[] oriented(ImageFormat format, byte[] file, int orientation) {
    byte[] exif = exif(orientation);
    return switch (format) {
      case JPEG -> spliced(file, 2, segment(exif));
      case PNG -> spliced(file, 33, pngChunk("eXIf", exif)); // behind IHDR
      case WEBP -> extendedWebp(file, exif);
      default -> throw new IllegalArgumentException(format + " has no EXIF data");
    };
  }

  /** A big-endian TIFF structure whose directory, at 8, has one SHORT: 0x0112, the orientation. */
  private static byte[] exif(int orientation) {
    return ByteBuffer.allocate(26)
        .put(ascii("MM\0*"))
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .array();
  }

  private static byte[] segment(byte[] exif) {
    return ByteBuffer.allocate(10 + exif.length)
        .putShort((short) 0xffe1)
        .putShort((short) (8 + exif.length))
        .put(ascii("Exif\0\0"))
        .put(exif)
        .array();
  }

  private static byte[] pngChunk(String type, byte[] data) {
    CRC32 checksum = new CRC32();
    checksum.update(ascii(type));
    checksum.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(ascii(type))
        .put(data)
        .putInt((int) checksum.getValue())
        .array();
  }

  /** A plain lossless file made an extended one: VP8X says that there is EXIF data at the end. */
  private static byte[] extendedWebp(byte[] file, byte[] exif) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int sides = in.getInt(21);
    ByteBuffer out =
        ByteBuffer.allocate(file.length + 18 + 8 + exif.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(ascii("RIFF")).putInt(out.capacity() - 8).put(ascii("WEBP"));
    out.put(ascii("VP8X")).putInt(10).putInt(0x08);
    putU24(out, sides & 0x3fff);
    putU24(out, sides >> 14 & 0x3fff);
    out.put(file, 12, file.length - 12);
    return out.put(ascii("EXIF")).putInt(exif.length).put(exif).array();
  }

  private static void putU24(ByteBuffer out, int value) {
    out.putShort((short) value).put((byte) (value >> 16));
  }

  private static byte[] spliced(byte[] file, int at, byte[] piece) {
    return ByteBuffer.allocate(file.length + piece.length)
        .put(file, 0, at)
        .put(piece)
        .put(file, at, file.length - at)
        .array();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
