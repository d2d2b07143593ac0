package dev.serin.training.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/** Small photos of noise, each another one. */
public final class TestPhotos {
  private TestPhotos() {}

  /** A PNG file, the same for the same seed. */
  public static byte[] png(long seed) {
    byte[] noise = new byte[8 * 8 * 3];
    new SplittableRandom(seed).nextBytes(noise);
    Mat pixels = new Mat(8, 8, CvType.CV_8UC3);
    try {
      pixels.put(0, 0, noise);
      return PngImages.encode(pixels);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      pixels.release();
    }
  }

  /** {@code perClass} photos for each class, by name {@code prefix/class/number.png}. */
  public static Map<String, byte[]> named(
      String prefix, int perClass, long seed, String... classes) {
    Map<String, byte[]> photos = new TreeMap<>();
    for (String label : classes) {
      for (int i = 0; i < perClass; i++) {
        photos.put(
            prefix + label + "/" + i + ".png",
            png((seed * 1_000_003 + (prefix + label).hashCode()) * 1_000_003 + i));
      }
    }
    return photos;
  }

  public static Path folder(Path folder, Map<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return folder;
  }

  public static Path zip(Path zip, Map<String, byte[]> files) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue());
      }
    }
    return zip;
  }
}
