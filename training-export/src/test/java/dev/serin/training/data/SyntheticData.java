package dev.serin.training.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** A data set that is learnt in seconds: each class has its bright square in another place. */
public final class SyntheticData {
  public static final int SIDE = 28;
  public static final int CLASSES = 3;

  private SyntheticData() {}

  /** {@code n} images, the same for the same seed. */
  public static GreyImages images(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[n * SIDE * SIDE];
    byte[] labels = new byte[n];
    for (int i = 0; i < n; i++) {
      int label = random.nextInt(CLASSES);
      labels[i] = (byte) label;
      int top = 2 + random.nextInt(4);
      int left = 2 + label * 8 + random.nextInt(2);
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          boolean bright = y >= top && y < top + 8 && x >= left && x < left + 6;
          int noise = random.nextInt(60);
          pixels[i * SIDE * SIDE + y * SIDE + x] = (byte) (bright ? 190 + noise : noise);
        }
      }
    }
    return new GreyImages("synthetic", pixels, labels, SIDE, SIDE);
  }

  /** Writes a set as a pair of IDX files, {@code <name>-images.gz} and {@code <name>-labels.gz}. */
  public static void write(Path folder, String name, GreyImages images) throws IOException {
    Files.createDirectories(folder);
    byte[] labels = new byte[images.size()];
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    for (int i = 0; i < images.size(); i++) {
      labels[i] = (byte) images.label(i);
      pixels.write(images.grey(i));
    }
    Files.write(
        folder.resolve(name + "-images.gz"),
        gzip(0x803, pixels.toByteArray(), images.size(), images.height(), images.width()));
    Files.write(folder.resolve(name + "-labels.gz"), gzip(0x801, labels, images.size()));
  }

  /** An IDX file. */
  static byte[] gzip(int magic, byte[] body, int... sizes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      out.writeInt(magic);
      for (int size : sizes) {
        out.writeInt(size);
      }
      out.write(body);
    }
    return bytes.toByteArray();
  }
}
