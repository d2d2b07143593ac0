package dev.serin.gateway.load;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Encoded images to send. */
final class Images {
  /** All of them together, in memory. */
  static final long BYTES_MAX = 256L << 20;

  private static final Pattern NAME = Pattern.compile(".*\\.(jpe?g|png|webp|gif|bmp|tiff?)");
  private static final int SYNTHETIC = 16;
  private static final int SIDE_MAX = 8192;
  private static final int GRAIN = 24;

  private Images() {}

  /**
   * The files, and the images of the folders, in order.
   *
   * @throws IllegalArgumentException if there is none, or they are too large; for people
   */
  static List<byte[]> read(List<Path> paths) throws IOException {
    List<byte[]> images = new ArrayList<>();
    long bytes = 0;
    for (Path path : paths) {
      for (Path file : files(path)) {
        bytes += Files.size(file);
        if (bytes > BYTES_MAX) {
          throw new IllegalArgumentException(
              "The images have more than %d MiB together: name fewer.".formatted(BYTES_MAX >> 20));
        }
        images.add(Files.readAllBytes(file));
      }
    }
    if (images.isEmpty()) {
      throw new IllegalArgumentException("There is no image in " + paths + ".");
    }
    return images;
  }

  private static List<Path> files(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException("There is no file or folder " + path + ".");
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(Images::isImage).sorted().toList();
    }
  }

  private static boolean isImage(Path file) {
    return Files.isRegularFile(file)
        && NAME.matcher(file.toString().toLowerCase(Locale.ROOT)).matches();
  }

  /**
   * JPEG files of smooth colours with some grain, as long as photos of their size are.
   *
   * @param size as {@code 500x375}
   */
  static List<byte[]> synthetic(String size, long seed) throws IOException {
    if (!size.matches("[1-9]\\d{0,3}x[1-9]\\d{0,3}")) {
      throw new IllegalArgumentException("'%s' is no size: write 500x375.".formatted(size));
    }
    String[] sides = size.split("x");
    int width = Integer.parseInt(sides[0]);
    int height = Integer.parseInt(sides[1]);
    if (width > SIDE_MAX || height > SIDE_MAX) {
      throw new IllegalArgumentException("A side has at most " + SIDE_MAX + " pixels.");
    }
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> images = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < SYNTHETIC && bytes < BYTES_MAX; i++) {
      images.add(jpeg(width, height, random));
      bytes += images.get(i).length;
    }
    return images;
  }

  private static byte[] jpeg(int width, int height, SplittableRandom random) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int from = random.nextInt(1 << 24);
    int to = random.nextInt(1 << 24);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double share = (double) (x + y) / (width + height);
        int rgb = 0;
        for (int shift = 0; shift < 24; shift += 8) {
          int a = (from >> shift) & 0xff;
          int b = (to >> shift) & 0xff;
          int value = (int) (a + share * (b - a)) + random.nextInt(GRAIN) - GRAIN / 2;
          rgb |= Math.max(0, Math.min(0xff, value)) << shift;
        }
        image.setRGB(x, y, rgb);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "jpeg", out)) {
      throw new IOException("this Java writes no JPEG");
    }
    return out.toByteArray();
  }
}
