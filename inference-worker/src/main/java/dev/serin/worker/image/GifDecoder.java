package dev.serin.worker.image;

import static dev.serin.worker.image.ImageException.undecodable;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/** The first frame of a GIF, by the JDK: this OpenCV cannot read the format. */
final class GifDecoder {
  private GifDecoder() {}

  static Mat decode(byte[] file) throws ImageException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      return toMat(reader.read(0));
    } catch (IOException | RuntimeException e) {
      // The JDK's reader meets damaged files with many kinds of RuntimeException.
      throw undecodable(ImageFormat.GIF, "its first frame cannot be decoded");
    } finally {
      reader.dispose();
    }
  }

  private static Mat toMat(BufferedImage image) {
    int width = image.getWidth();
    int[] row = new int[width];
    byte[] bgr = new byte[3 * width];
    Mat pixels = new Mat(image.getHeight(), width, CvType.CV_8UC3);
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        bgr[3 * x] = (byte) row[x];
        bgr[3 * x + 1] = (byte) (row[x] >> 8);
        bgr[3 * x + 2] = (byte) (row[x] >> 16);
      }
      pixels.put(y, 0, bgr);
    }
    return pixels;
  }
}
