package dev.serin.training.validate;

import dev.serin.training.data.Digests;
import dev.serin.training.data.Photo;
import dev.serin.training.data.PhotoSource;
import dev.serin.training.data.PhotosConfig;
import dev.serin.training.data.Split;
import dev.serin.training.data.SplitByDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * A clean set with some of each fault salted in. Faults of a photo replace a photo, or come beside
 * it where there are too few; copies are added beside theirs. Every fault has a photo of its own.
 */
final class SaltedPhotos {
  /** As many as the figures that are promised are of. */
  static final int EACH = 20;

  private static final SplitByDigest RULE =
      new SplitByDigest(PhotosConfig.Shares.DEFAULT, Set.of());

  private final SplittableRandom random;
  private final Map<String, Photo> photos = new TreeMap<>();
  private final Map<String, Photo> originals;
  private final List<String> names;
  private final List<String> labels;
  private final boolean beside;
  private final Map<String, Check> salted = new HashMap<>();
  private int next;

  /**
   * @param beside whether all photos of the clean set stay, and serve several faults
   */
  SaltedPhotos(List<Photo> clean, boolean beside, SplittableRandom random) {
    this.random = random;
    this.beside = beside;
    clean.forEach(p -> photos.put(p.name(), p));
    this.originals = Map.copyOf(photos);
    this.names = new ArrayList<>(photos.keySet());
    this.labels = clean.stream().map(Photo::label).distinct().sorted().toList();
    for (int i = names.size() - 1; i > 0; i--) {
      Collections.swap(names, i, random.nextInt(i + 1));
    }
  }

  /** Salts {@code each} of every fault that is one of photos, but those given. */
  PhotoSource salted(int each, Set<Check> without) throws IOException {
    for (Check check : Check.values()) {
      if (check != Check.IMBALANCE && !without.contains(check)) {
        for (int i = 0; i < each; i++) {
          salt(check, i);
        }
      }
    }
    return new PhotoSource("salted", List.copyOf(photos.values()), 0, () -> {});
  }

  private void salt(Check check, int i) throws IOException {
    String name = names.get(beside ? next++ % names.size() : next++);
    Photo photo = Objects.requireNonNull(originals.get(name));
    byte[] file = photo.content().read();
    switch (check) {
      case DUPLICATE -> add(check, photo.label(), file);
      case TWO_CLASSES -> add(check, other(photo.label()), file);
      case LEAK, NEAR_DUPLICATE -> add(check, photo.label(), nearCopy(check, photo, file, i));
      case LABEL -> replace(check, photo, other(photo.label()), file);
      default -> replace(check, photo, photo.label(), spoilt(check, file, i));
    }
  }

  private void add(Check check, String label, byte[] file) {
    String name = label + "/" + check.id() + salted.size() + ".jpg";
    photos.put(name, Scenes.photo(name, label, file));
    salted.put(name, check);
  }

  private void replace(Check check, Photo of, String label, byte[] file) {
    if (beside) {
      add(check, label, file);
      return;
    }
    photos.put(of.name(), new Photo(of.name(), label, of.split(), () -> file));
    salted.put(of.name(), check);
  }

  /** How many of each fault were salted, by the id of its check. */
  Map<String, Long> counts() {
    return salted.values().stream()
        .collect(Collectors.groupingBy(Check::id, TreeMap::new, Collectors.counting()));
  }

  private String other(String label) {
    List<String> others = labels.stream().filter(l -> !l.equals(label)).toList();
    return others.get(random.nextInt(others.size()));
  }

  private byte[] spoilt(Check check, byte[] file, int i) {
    if (check == Check.UNREADABLE) {
      byte[] noise = new byte[600];
      random.nextBytes(noise);
      byte[][] kinds = {
        new byte[0], noise, "<html>not found</html>".getBytes(StandardCharsets.UTF_8), {0, 0, 0, 24}
      };
      return kinds[i % kinds.length];
    }
    Mat photo = decode(file);
    try {
      return spoilt(check, photo, i);
    } finally {
      photo.release();
    }
  }

  private byte[] spoilt(Check check, Mat photo, int i) {
    Mat spoilt = new Mat();
    try {
      switch (check) {
        case TRUNCATED -> {
          return cut(i % 4 == 0 ? Scenes.png(photo) : Scenes.jpeg(photo, 85), i);
        }
        case TINY -> {
          double factor = random.nextDouble(8, 30) / Math.min(photo.cols(), photo.rows());
          Imgproc.resize(photo, spoilt, new Size(), factor, factor, Imgproc.INTER_AREA);
        }
        case ASPECT -> {
          int height = (int) (photo.cols() / random.nextDouble(3.3, 6));
          Mat strip = photo.submat(new Rect(0, photo.rows() / 4, photo.cols(), height));
          strip.copyTo(spoilt);
          strip.release();
        }
        case DARK -> photo.convertTo(spoilt, -1, random.nextDouble(0.03, 0.16));
        case BRIGHT -> {
          double keep = random.nextDouble(0.02, 0.08);
          photo.convertTo(spoilt, -1, keep, 255 * (1 - keep));
        }
        case BLANK -> {
          photo.copyTo(spoilt);
          spoilt.setTo(new Scalar(60 + 7 * i, 180 - 5 * i, 120));
          Core.randn(photo, 0, 2);
          Core.add(spoilt, photo, spoilt);
        }
        case BLURRY -> {
          double width = random.nextDouble(0.02, 0.035) * Math.max(photo.cols(), photo.rows());
          Imgproc.GaussianBlur(photo, spoilt, new Size(0, 0), width);
        }
        default -> throw new IllegalArgumentException(check.id());
      }
      return Scenes.jpeg(spoilt, 90);
    } finally {
      spoilt.release();
    }
  }

  /** Ends early, or lacks a piece in the middle. */
  private byte[] cut(byte[] file, int i) {
    int at = (int) (file.length * random.nextDouble(0.3, 0.9));
    if (i % 4 != 1) {
      return Arrays.copyOf(file, at);
    }
    int gap = file.length / 20;
    int from = Math.min(at, file.length - 2 * gap);
    byte[] holed = new byte[file.length - gap];
    System.arraycopy(file, 0, holed, 0, from);
    System.arraycopy(file, from + gap, holed, from, holed.length - from);
    return holed;
  }

  /** Across splits for a leak, else within one: the copy's own digest decides. */
  private byte[] nearCopy(Check check, Photo photo, byte[] file, int i) {
    Split split = RULE.split(photo.split(), Digests.of(file));
    for (int kind = i; ; kind++) {
      byte[] copy = nearCopy(file, kind);
      if ((RULE.split(photo.split(), Digests.of(copy)) == split) == (check != Check.LEAK)) {
        return copy;
      }
    }
  }

  private byte[] nearCopy(byte[] file, int i) {
    Mat photo = decode(file);
    Mat copy = new Mat();
    try {
      switch (i % 4) {
        case 0 -> {
          double factor = random.nextDouble(0.5, 1.6);
          Imgproc.resize(photo, copy, new Size(), factor, factor, Imgproc.INTER_AREA);
        }
        case 1 -> photo.copyTo(copy);
        case 2 -> Core.flip(photo, copy, 1);
        default ->
            photo.convertTo(copy, -1, random.nextDouble(0.92, 1.08), random.nextDouble(-12, 12));
      }
      return Scenes.jpeg(copy, random.nextInt(45, 80));
    } finally {
      photo.release();
      copy.release();
    }
  }

  private static Mat decode(byte[] file) {
    Mat bytes = new org.opencv.core.MatOfByte(file);
    Mat photo = Imgcodecs.imdecode(bytes, Imgcodecs.IMREAD_COLOR);
    bytes.release();
    return photo;
  }

  /**
   * How a check did.
   *
   * @param found salted photos of its kind that it found
   * @param missed the others
   * @param falseAlarms clean photos that it is about, and no salted one with them
   */
  record Score(int found, List<String> missed, Set<String> falseAlarms) {}

  /**
   * @param right groups of clean photos that a check is right about
   */
  Map<Check, Score> scores(Validation validation, Set<Set<String>> right) {
    Map<Check, Set<String>> about = new EnumMap<>(Check.class);
    Map<Check, Set<String>> alarms = new EnumMap<>(Check.class);
    for (Finding finding : validation.findings()) {
      List<String> involved =
          finding.photos().stream().map(i -> validation.subjects().get(i).name()).toList();
      Check check = finding.check();
      about.computeIfAbsent(check, c -> new HashSet<>()).addAll(involved);
      if (involved.stream().noneMatch(salted::containsKey)
          && !right.contains(Set.copyOf(involved))) {
        alarms.computeIfAbsent(check, c -> new HashSet<>()).addAll(involved);
      }
    }
    Map<Check, Score> scores = new EnumMap<>(Check.class);
    for (Check check : Check.values()) {
      Set<String> seen = new HashSet<>(about.getOrDefault(check, Set.of()));
      if (beside && check == Check.NEAR_DUPLICATE) {
        // Another copy of the same photo, in another split, makes a leak of the whole group.
        seen.addAll(about.getOrDefault(Check.LEAK, Set.of()));
      }
      List<String> wanted =
          salted.entrySet().stream()
              .filter(e -> e.getValue() == check)
              .map(Map.Entry::getKey)
              .sorted()
              .toList();
      List<String> missed = wanted.stream().filter(n -> !seen.contains(n)).toList();
      scores.put(
          check,
          new Score(wanted.size() - missed.size(), missed, alarms.getOrDefault(check, Set.of())));
    }
    return scores;
  }

  /** How many photos nothing was done to. */
  int clean() {
    return photos.size() - salted.size();
  }
}
