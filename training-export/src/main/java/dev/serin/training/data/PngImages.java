package dev.serin.training.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Writes 8-bit grey images as PNG files. */
public final class PngImages {
  private PngImages() {}

  /** The bytes of a grey PNG file with these pixels, row by row. */
  public static byte[] encode(byte[] image, int width) throws IOException {
    int height = image.length / width;
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, width, height, image);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(picture, "png", out)) {
      throw new IOException("this JDK writes no PNG");
    }
    return out.toByteArray();
  }
}
