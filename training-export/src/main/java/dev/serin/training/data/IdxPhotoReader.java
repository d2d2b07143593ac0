package dev.serin.training.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads pairs of IDX files, {@code train-images-idx3-ubyte.gz} and {@code
 * train-labels-idx1-ubyte.gz}, as photos. What stands before {@code -images} names the split;
 * {@code t10k}, as the MNIST family has it, is the test.
 */
final class IdxPhotoReader {
  private static final Pattern IMAGES = Pattern.compile("(.*?)-?images(-idx3)?(.*)\\.gz");

  private final PhotoLimits limits;
  private final List<String> labels;

  /**
   * @param labels names of the classes in the order of the label bytes; where empty, the numbers
   */
  IdxPhotoReader(PhotoLimits limits, List<String> labels) {
    this.limits = limits;
    this.labels = labels;
  }

  static boolean isImages(Path file) {
    return IMAGES.matcher(String.valueOf(file.getFileName())).matches();
  }

  /** The pairs that lie in a folder; empty where there is none. */
  Optional<PhotoSource> readAll(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> images = files.filter(IdxPhotoReader::isImages).sorted().toList();
      return images.isEmpty() ? Optional.empty() : Optional.of(read(folder.toString(), images));
    } catch (IOException e) {
      throw new DataException("cannot read " + folder + ": " + e, e);
    }
  }

  /** One pair; of no split. */
  PhotoSource read(Path images) {
    List<Photo> photos = new ArrayList<>();
    add(photos, images, null);
    return new PhotoSource(images.toString(), photos, 0, () -> {});
  }

  /** The images of one pair, by number as a list has it. */
  Map<String, Photo.Content> contents(Path images) {
    int folder = images.getFileName().toString().length() + 1;
    return read(images).photos().stream()
        .collect(Collectors.toMap(photo -> photo.name().substring(folder), Photo::content));
  }

  private PhotoSource read(String description, List<Path> images) {
    List<Photo> photos = new ArrayList<>();
    images.forEach(file -> add(photos, file, split(file)));
    return new PhotoSource(description, photos, 0, () -> {});
  }

  private static @Nullable Split split(Path images) {
    Matcher name = IMAGES.matcher(String.valueOf(images.getFileName()));
    String before = name.matches() ? name.group(1) : "";
    return before.equals("t10k") ? Split.TEST : Split.named(before).orElse(null);
  }

  private void add(List<Photo> photos, Path images, @Nullable Split split) {
    Path labelFile =
        images.resolveSibling(
            images.getFileName().toString().replace("images", "labels").replace("idx3", "idx1"));
    if (!Files.isRegularFile(labelFile)) {
      throw new DataException(images + " has no labels: there is no file " + labelFile);
    }
    GreyImages grey = new IdxReader().read(images, labelFile);
    if (!labels.isEmpty() && grey.labelMax() >= labels.size()) {
      throw new DataException(
          "%s has label %d, photos.labels names only %d classes"
              .formatted(labelFile, grey.labelMax(), labels.size()));
    }
    limits.checkCount(photos.size() + grey.size(), images.toString());
    for (int i = 0; i < grey.size(); i++) {
      int image = i;
      String label = labels.isEmpty() ? String.valueOf(grey.label(i)) : labels.get(grey.label(i));
      // Zeros in front, so that the order of names is the order of the file.
      String name = "%s/%06d".formatted(images.getFileName(), i);
      photos.add(new Photo(name, label, split, () -> bmp(grey, image)));
    }
  }

  /**
   * A BMP file of the image, which the decoder reads as any photo. The format: Microsoft, "Bitmap
   * storage", a palette of 256 greys.
   */
  private static byte[] bmp(GreyImages grey, int i) {
    int height = grey.height();
    int width = grey.width();
    int stride = (width + 3) / 4 * 4;
    int start = 14 + 40 + 256 * 4;
    ByteBuffer file = ByteBuffer.allocate(start + stride * height).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(start);
    file.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) 8);
    file.putInt(0).putInt(stride * height).putInt(0).putInt(0).putInt(256).putInt(0);
    for (int v = 0; v < 256; v++) {
      file.putInt(v << 16 | v << 8 | v);
    }
    byte[] pixels = grey.grey(i);
    for (int y = 0; y < height; y++) {
      // The rows of a BMP file start at the bottom.
      file.put(start + y * stride, pixels, (height - 1 - y) * width, width);
    }
    return file.array();
  }
}
