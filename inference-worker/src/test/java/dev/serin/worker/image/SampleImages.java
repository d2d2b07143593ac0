package dev.serin.worker.image;

import dev.serin.worker.testing.TestImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
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

  /** {@code jpeg} with an EXIF segment that says how the camera was held, 1 to 8. */
  static byte[] oriented(byte[] jpeg, int orientation) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    byte[] exif = {
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8, // big-endian, directory at 8
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0, // one SHORT: 0x0112
      0,
      0,
      0,
      0
    };
    out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe1, 0, (byte) (exif.length + 2)});
    out.writeBytes(exif);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
