package dev.serin.worker.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Image files made by the JDK alone. */
public final class TestImages {
  private TestImages() {}

  /** A PNG of one colour, {@code 0xrrggbb}. */
  public static byte[] plain(int rgb) {
    return encoded("png", plain(16, 12, rgb));
  }

  /** Pixels of one colour, {@code 0xrrggbb}. */
  public static BufferedImage plain(int width, int height, int rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  /** Smooth colours with some noise: no two pixels alike, and yet a JPEG keeps it. */
  public static BufferedImage scene(int width, int height, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = 200 * x / width + random.nextInt(16);
        int green = 200 * y / height + random.nextInt(16);
        int blue = 100 + 100 * (x + y) / (width + height) + random.nextInt(16);
        image.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    return image;
  }

  /**
   * @param format of the JDK: png, jpeg, gif, bmp or tiff
   */
  public static byte[] encoded(String format, BufferedImage image) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("the JDK writes no " + format);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
