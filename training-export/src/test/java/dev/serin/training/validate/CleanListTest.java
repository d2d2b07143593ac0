package dev.serin.training.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.data.Downloader;
import dev.serin.training.data.Photo;
import dev.serin.training.data.PhotoSource;
import dev.serin.training.data.PhotoSources;
import dev.serin.training.data.PhotosConfig;
import dev.serin.training.data.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanListTest {
  /** What lists, archives and shells each have a meaning for. */
  private static final List<String> NAMES =
      List.of(
          "a/plain.jpg",
          "a/comma, and more.jpg",
          "a/\"quoted\".jpg",
          "a/it's.jpg",
          "b/Äpfel 苹果 🍎.jpg",
          "b/two\nlines.jpg",
          "b/ space in front.jpg",
          "b/#hash;semicolon.jpg",
          "wow!/inside.jpg",
          "train-images.gz/000001.jpg");

  @TempDir private Path temp;
  private final List<Subject> subjects = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  @Test
  void write_namesWithMarks_readBackAsTheyAre() throws IOException {
    Path zip = temp.resolve("hey!").resolve("set.zip");
    Files.createDirectories(zip.resolveSibling(""));
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name : NAMES) {
        out.putNextEntry(new ZipEntry(name));
        out.write(name.getBytes(StandardCharsets.UTF_8));
        subject(name, "class \"" + name.charAt(0) + "\", odd", null, Split.TRAIN);
      }
    }
    Path list = temp.resolve("list.csv");

    CleanList.write(list, rows(new PhotoPaths(zip, list)));

    try (PhotoSource source = open(list)) {
      assertThat(source.photos()).hasSameSizeAs(NAMES);
      for (Photo photo : source.photos()) {
        String name = photo.name().substring("hey!/set.zip!/".length());
        assertThat(NAMES).contains(name);
        assertThat(photo.label()).isEqualTo("class \"" + name.charAt(0) + "\", odd");
        assertThat(photo.split()).isEqualTo(Split.TRAIN);
        assertThat(photo.content().read()).asString().isEqualTo(name);
      }
    }
  }

  @Test
  void write_photosInFolders_areSeenFromTheList() throws IOException {
    List<String> names = NAMES.stream().filter(n -> !n.contains("苹")).toList();
    Path photos = temp.resolve("photos!");
    for (String name : names) {
      Path file = photos.resolve(name);
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, name);
      subject(name, "x", null, Split.TEST);
    }
    for (Path list :
        List.of(
            temp.resolve("above.csv"),
            photos.resolve("within.csv"),
            Files.createDirectories(temp.resolve("beside")).resolve("list.csv"))) {
      CleanList.write(list, rows(new PhotoPaths(photos, list)));

      try (PhotoSource source = open(list)) {
        assertThat(source.photos()).hasSameSizeAs(names);
        for (Photo photo : source.photos()) {
          assertThat(photo.name())
              .endsWith(new String(photo.content().read(), StandardCharsets.UTF_8));
        }
      }
    }
    assertThat(Files.readString(temp.resolve("above.csv")))
        .containsPattern("\n\"?photos!/a/plain.jpg\"?,x,test");
    assertThat(Files.readString(photos.resolve("within.csv")))
        .containsPattern("\n\"?a/plain.jpg\"?,x,test");
  }

  @Test
  void rows_copies_keepTheFirst() {
    subject("a/1", "a", null, Split.TRAIN);
    subject("a/2", "a", null, Split.TRAIN);
    subject("a/3", "a", null, Split.TRAIN);
    finding(Check.DUPLICATE, Severity.WARNING, 0, 2);

    assertThat(kept()).containsExactly("a/1 train", "a/2 train");
  }

  @Test
  void rows_copiesAcrossSplits_keepTheOneThatMeasures() {
    subject("test/1", "a", Split.TEST, Split.TEST);
    subject("train/1", "a", Split.TRAIN, Split.TRAIN);
    subject("train/2", "a", Split.TRAIN, Split.TRAIN);
    finding(Check.DUPLICATE, Severity.ERROR, 0, 1, 2);

    assertThat(kept()).containsExactly("test/1 test");
  }

  @Test
  void rows_nearCopiesAcrossSplitsOfTheSource_losesThoseToTrainOn() {
    subject("test/1", "a", Split.TEST, Split.TEST);
    subject("train/1", "a", Split.TRAIN, Split.TRAIN);
    subject("train/2", "a", Split.TRAIN, Split.TRAIN);
    finding(Check.LEAK, Severity.ERROR, 0, 2);

    assertThat(kept()).containsExactly("test/1 test", "train/1 train");
  }

  @Test
  void rows_nearCopiesThatDigestsDivided_comeTogether() {
    subject("a/1", "a", null, Split.TRAIN);
    subject("a/2", "a", null, Split.TEST);
    finding(Check.LEAK, Severity.ERROR, 0, 1);

    assertThat(kept()).containsExactly("a/1 train", "a/2 train");
  }

  @Test
  void rows_copyWithAFaultOfItsOwn_isNotTheOneThatStays() {
    subject("test/cut", "a", Split.TEST, Split.TEST);
    subject("train/whole", "a", Split.TRAIN, Split.TRAIN);
    finding(Check.TRUNCATED, Severity.ERROR, 0);
    finding(Check.LEAK, Severity.ERROR, 0, 1);

    assertThat(kept()).containsExactly("train/whole train");
  }

  @Test
  void rows_onePhotoInTwoClasses_losesAll() {
    subject("a/1", "a", null, Split.TRAIN);
    subject("b/1", "b", null, Split.TRAIN);
    finding(Check.TWO_CLASSES, Severity.ERROR, 0, 1);

    assertThat(kept()).isEmpty();
  }

  @Test
  void rows_warnings_stayUnlessDropped() {
    subject("a/1", "a", null, Split.TRAIN);
    subject("a/2", "a", null, Split.TRAIN);
    subject("a/3", "a", null, Split.TRAIN);
    finding(Check.BLURRY, Severity.WARNING, 0);
    finding(Check.NEAR_DUPLICATE, Severity.WARNING, 1, 2);

    assertThat(kept()).hasSize(3);
    assertThat(kept(Check.BLURRY)).containsExactly("a/2 train", "a/3 train");
    assertThat(kept(Check.NEAR_DUPLICATE)).containsExactly("a/1 train", "a/2 train");
  }

  private void subject(String name, String label, @Nullable Split said, Split split) {
    subjects.add(
        new Subject(
            new Photo(name, label, said, () -> new byte[0]),
            split,
            new Measure("", Optional.empty(), null)));
  }

  private void finding(Check check, Severity severity, Integer... photos) {
    findings.add(new Finding(check, severity, List.of(photos), "text"));
  }

  private List<String> kept(Check... drop) {
    return clean(drop).rows(name -> name).stream()
        .map(row -> row.path() + " " + row.split().label())
        .toList();
  }

  private List<CleanList.Row> rows(PhotoPaths paths) {
    return clean().rows(paths::of);
  }

  private CleanList clean(Check... drop) {
    Validation validation =
        new Validation("set", 0, subjects, findings, Thresholds.DEFAULT, OptionalDouble.empty());
    return new CleanList(validation, Set.of(drop));
  }

  private static PhotoSource open(Path list) {
    return new PhotoSources(new Downloader())
        .open(PhotosConfig.of(list.toString(), PhotosConfig.Shares.DEFAULT), line -> {});
  }
}
