package dev.serin.gateway;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;

/** The 10,000 test images of Fashion-MNIST, each to be had as a PNG file. */
final class FashionTestSet {
  private static final int SIDE = 28;

  /** In the order of the data set, as the committed models name them. */
  private static final List<String> NAMES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  /** No image at all. */
  static final FashionTestSet NONE = new FashionTestSet(new byte[0], new byte[0]);

  private final byte[] pixels;
  private final byte[] labels;

  private FashionTestSet(byte[] pixels, byte[] labels) {
    this.pixels = pixels;
    this.labels = labels;
  }

  static FashionTestSet read(Path folder) throws IOException {
    return new FashionTestSet(
        bytes(folder.resolve("t10k-images-idx3-ubyte.gz"), 16),
        bytes(folder.resolve("t10k-labels-idx1-ubyte.gz"), 8));
  }

  int size() {
    return labels.length;
  }

  int label(int image) {
    return labels[image];
  }

  /** The label in words. */
  String name(int image) {
    return NAMES.get(label(image));
  }

  List<byte[]> pngs(int first, int count) throws IOException {
    List<byte[]> files = new ArrayList<>(count);
    for (int i = first; i < first + count; i++) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      byte[] one = new byte[SIDE * SIDE];
      System.arraycopy(pixels, i * one.length, one, 0, one.length);
      image.getRaster().setDataElements(0, 0, SIDE, SIDE, one);
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      ImageIO.write(image, "png", file);
      files.add(file.toByteArray());
    }
    return files;
  }

  /** The format is IDX: a header of known length, then bytes. */
  private static byte[] bytes(Path file, int header) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      in.skipNBytes(header);
      return in.readAllBytes();
    }
  }
}
