package dev.serin.training.validate;

import java.awt.Rectangle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Finds JPEG files whose compressed data is damaged within. OpenCV keeps to itself what its decoder
 * warns of; the JDK's, which is the same libjpeg by origin, passes it on.
 */
final class JpegData {
  /** The warnings of libjpeg (jerror.h) after which pixels are made up. */
  private static final List<String> MADE_UP =
      List.of("Premature end", "premature end", "bad Huffman code", "instead of RST");

  private static final int SUBSAMPLING = 8;

  private JpegData() {}

  /** What is damaged; empty where nothing is, or where the JDK does not read this kind. */
  static Optional<String> fault(byte[] file) {
    if (file.length < 3 || (file[0] & 0xff) != 0xff || (file[1] & 0xff) != 0xd8) {
      return Optional.empty();
    }
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    if (!readers.hasNext()) {
      return Optional.empty();
    }
    ImageReader reader = readers.next();
    List<String> warnings = new ArrayList<>();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.setInput(in, true, true);
      ImageReadParam few = reader.getDefaultReadParam();
      few.setSourceRegion(new Rectangle(reader.getWidth(0), reader.getHeight(0)));
      few.setSourceSubsampling(SUBSAMPLING, SUBSAMPLING, 0, 0);
      reader.readRaster(0, few);
    } catch (IOException | RuntimeException e) {
      // Kinds of JPEG that only OpenCV reads; it has the last word on what decodes.
      return Optional.empty();
    } finally {
      reader.dispose();
    }
    return warnings.stream().filter(w -> MADE_UP.stream().anyMatch(w::contains)).findFirst();
  }
}
