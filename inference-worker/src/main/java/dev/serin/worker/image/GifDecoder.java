package dev.serin.worker.image;

import static dev.serin.worker.image.ImageException.undecodable;

import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/** The first frame of a GIF, by the JDK: this OpenCV cannot read the format. */
final class GifDecoder {
  private GifDecoder() {}

  static Mat decode(ByteBuffer file) throws ImageException {
    ByteReader in = new ByteReader(file, ImageFormat.GIF);
    GifHeader header = GifHeader.read(in);
    GifIntegrity.require(in, header);
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteBufInputStream(Unpooled.wrappedBuffer(file)))) {
      reader.setInput(stream, true, true);
      return paint(reader.read(0), header);
    } catch (IOException | RuntimeException e) {
      // The JDK's reader meets damaged files with many kinds of RuntimeException.
      throw undecodable(ImageFormat.GIF, "its first frame cannot be decoded");
    } finally {
      reader.dispose();
    }
  }

  private static Mat paint(BufferedImage frame, GifHeader header) {
    Mat canvas = Mat.zeros(header.height(), header.width(), CvType.CV_8UC3);
    try {
      paint(frame, header, canvas);
      return canvas;
    } catch (RuntimeException e) {
      canvas.release();
      throw e;
    }
  }

  private static void paint(BufferedImage frame, GifHeader header, Mat canvas) {
    int width = frame.getWidth();
    int[] row = new int[width];
    byte[] bgr = new byte[3 * width];
    for (int y = 0; y < frame.getHeight(); y++) {
      frame.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        bgr[3 * x] = (byte) row[x];
        bgr[3 * x + 1] = (byte) (row[x] >> 8);
        bgr[3 * x + 2] = (byte) (row[x] >> 16);
      }
      canvas.put(header.top() + y, header.left(), bgr);
    }
  }
}
