package dev.serin.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.OpenCv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.Mat;

class PhotoLoaderTest {
  @TempDir private Path temp;
  private final List<String> told = new ArrayList<>();

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @Test
  void load_folderOfClasses_splitsAndDecodesAll() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 100, 1, "glass", "paper");
    files.put("readme.txt", "no photo".getBytes(UTF_8));
    files.put("glass/.hidden.png", new byte[3]);
    files.put("__MACOSX/glass/1.png", new byte[3]);

    try (PhotoData data = load(TestPhotos.folder(temp, files).toString())) {
      assertThat(data.labels()).containsExactly("glass", "paper");
      assertThat(data.source().ignored()).isEqualTo(3);
      assertThat(data.manifest().totals().photos()).isEqualTo(200);
      assertThat(data.train().size()).isBetween(110, 170);
      assertThat(data.test().size()).isBetween(15, 65);
      for (ImageSet set : List.of(data.train(), data.validation(), data.test())) {
        assertThat(set.size()).isPositive();
        for (int i = 0; i < set.size(); i++) {
          byte[] file = Objects.requireNonNull(files.get(set.name(i)));
          assertThat(data.labels().get(set.label(i))).isEqualTo(set.name(i).split("/")[0]);
          assertThat(set.digest(i)).isEqualTo(Digests.of(file));
          Mat pixels = set.pixels(i);
          assertThat(PngImages.encode(pixels)).isEqualTo(file);
          pixels.release();
        }
      }
    }
  }

  @Test
  void load_zipAndFolder_areTheSameSet() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("photos/", 40, 2, "a", "b", "c");
    Path zip = TestPhotos.zip(temp.resolve("set.zip"), files);
    Path folder = TestPhotos.folder(temp.resolve("set"), files);

    try (PhotoData zipped = load(zip.toString());
        PhotoData plain = load(folder.toString())) {
      assertThat(zipped.digest()).isEqualTo(plain.digest());
      assertThat(zipped.labels()).containsExactly("a", "b", "c");
      Mat pixels = zipped.train().pixels(0);
      assertThat(pixels.cols()).isEqualTo(8);
      pixels.release();
    }
  }

  @Test
  void load_morePhotos_moveNoOtherOne() throws IOException {
    Map<String, byte[]> few = TestPhotos.named("", 60, 3, "a", "b");
    Map<String, byte[]> more = new HashMap<>(few);
    TestPhotos.named("", 60, 4, "a", "b", "c").forEach((name, file) -> more.put("x" + name, file));
    TestPhotos.named("", 90, 5, "c").forEach((name, file) -> more.put(name, file));

    Map<String, Split> before = splits(TestPhotos.folder(temp.resolve("few"), few));
    Map<String, Split> after = splits(TestPhotos.folder(temp.resolve("more"), more));

    assertThat(before).hasSize(120);
    assertThat(after).hasSize(390).containsAllEntriesOf(before);
  }

  @Test
  void load_copiesOfAPhoto_areOnOneSide() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 60, 6, "a", "b");
    for (int i = 0; i < 60; i++) {
      files.put("a/copy" + i + ".png", files.get("a/" + i + ".png"));
    }

    Map<String, Split> splits = splits(TestPhotos.folder(temp, files));

    assertThat(splits.values()).contains(Split.TEST, Split.VALIDATION);
    for (int i = 0; i < 60; i++) {
      assertThat(splits.get("a/copy" + i + ".png")).isEqualTo(splits.get("a/" + i + ".png"));
    }
  }

  @Test
  void load_sourceNamesSplits_theyWin() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("train/", 50, 7, "a", "b");
    files.putAll(TestPhotos.named("test/", 20, 8, "a", "b"));

    try (PhotoData data = load(TestPhotos.folder(temp, files).toString())) {
      assertThat(data.test().size()).isEqualTo(40);
      assertThat(data.train().size() + data.validation().size()).isEqualTo(100);
      // What the source does not have is taken from the training photos.
      assertThat(data.validation().size()).isBetween(3, 25);
    }
  }

  @Test
  void load_samePhotoInTrainAndTest_staysInTestAlone() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("train/", 50, 9, "a", "b");
    files.putAll(TestPhotos.named("test/", 20, 10, "a", "b"));
    files.put("train/a/leak.png", files.get("test/a/3.png"));

    try (PhotoData data = load(TestPhotos.folder(temp, files).toString())) {
      assertThat(data.skipped())
          .containsExactly(
              new Skipped("train/a/leak.png", "the same photo as test/a/3.png, which is in test"));
      assertThat(data.test().size()).isEqualTo(40);
      assertThat(told).anyMatch(line -> line.contains("train/a/leak.png"));
    }
  }

  @Test
  void load_fewUnreadable_areLeftOutAndTold() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 50, 11, "a", "b");
    byte[] whole = Objects.requireNonNull(files.get("a/1.png"));
    files.put("a/1.png", Arrays.copyOf(whole, whole.length - 5));

    try (PhotoData data = load(TestPhotos.folder(temp, files).toString())) {
      assertThat(data.manifest().totals().photos()).isEqualTo(99);
      assertThat(data.skipped()).extracting(Skipped::name).containsExactly("a/1.png");
    }
    files.put("b/2.png", "text".getBytes(UTF_8));
    TestPhotos.folder(temp, files);
    refused(temp.toString(), "2 of 100 photos cannot be read, at most 1 may", "a/1.png", "b/2.png");
  }

  @Test
  void load_samePhotoInTwoClasses_namesBothFiles() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 30, 12, "a", "b");
    files.put("b/7.png", files.get("a/9.png"));

    refused(
        TestPhotos.folder(temp, files).toString(),
        "the same photo is in two classes: a/9.png (a) and b/7.png (b)");
  }

  @Test
  void load_tooFewPhotos_saysOfWhat() throws IOException {
    Files.createDirectories(temp.resolve("empty"));
    refused(temp.resolve("empty").toString(), "there are no photos in");
    refused(temp.resolve("nowhere").toString(), "there is no folder or file");

    Map<String, byte[]> one = TestPhotos.named("", 30, 13, "a");
    refused(TestPhotos.folder(temp.resolve("one"), one).toString(), "all photos are of one class");

    one.put("rare/1.png", TestPhotos.png(1));
    refused(
        TestPhotos.folder(temp.resolve("rare"), one).toString(),
        "class rare has one photo, rare/1.png");

    one.put("stray.png", TestPhotos.png(2));
    refused(
        TestPhotos.folder(temp.resolve("stray"), one).toString(),
        "1 of 32 photos lie in no folder of a class, such as stray.png");

    Map<String, byte[]> few = TestPhotos.named("", 2, 14, "a", "b");
    refused(TestPhotos.folder(temp.resolve("few"), few).toString(), "photos.split");
  }

  @Test
  void load_partsBesideClasses_isRefused() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 5, 15, "train", "glass");

    refused(TestPhotos.folder(temp, files).toString(), "folder train lies beside folder glass");
  }

  @Test
  void load_listWithQuotes_readsPathLabelAndSplit() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 20, 16, "a", "b");
    TestPhotos.folder(temp.resolve("photos, all"), files);
    StringBuilder list = new StringBuilder("\ufeffpath,label,split,note\n");
    files
        .keySet()
        .forEach(
            name ->
                list.append(
                    "\"photos, all/%s\",\"class \"\"%s\"\"\",%s,x\n"
                        .formatted(name, name.charAt(0), name.contains("1") ? "test" : "")));
    Path csv = Files.writeString(temp.resolve("list.csv"), list);

    try (PhotoData data = load(csv.toString())) {
      assertThat(data.labels()).containsExactly("class \"a\"", "class \"b\"");
      assertThat(data.test().size()).isEqualTo(22);
      assertThat(data.train().name(0)).startsWith("photos, all/a/");
    }
  }

  @Test
  void load_listOfPhotosInAZip_readsThem() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 40, 17, "a", "b");
    TestPhotos.zip(temp.resolve("set.zip"), files);
    String rows =
        files.keySet().stream()
            .map(name -> "set.zip!/" + name + "," + name.charAt(0))
            .collect(Collectors.joining("\n"));
    Path csv = Files.writeString(temp.resolve("list.csv"), "path,label\n" + rows);

    try (PhotoData data = load(csv.toString())) {
      assertThat(data.manifest().totals().photos()).isEqualTo(80);
      Mat pixels = data.train().pixels(3);
      assertThat(pixels.rows()).isEqualTo(8);
      pixels.release();
    }
  }

  @Test
  void load_brokenList_namesTheLine() throws IOException {
    TestPhotos.folder(temp, Map.of("1.png", TestPhotos.png(1)));
    refusedList("file,label\n1.png,a\n", "no column 'path'");
    refusedList("path,label\n1.png,a\n1.png,b\n", "line 3", "1.png is listed twice");
    refusedList("path,label\n1.png,\n", "line 2", "'label' is empty");
    refusedList("path,label\n2.png,a\n", "line 2", "there is no file");
    refusedList("path,label,split\n1.png,a,maybe\n", "split 'maybe' is none of");
  }

  @Test
  void open_listOfAStranger_staysInItsFolder() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("down"));
    TestPhotos.folder(temp, Map.of("1.png", TestPhotos.png(1)));
    Path csv = Files.writeString(folder.resolve("list.csv"), "path,label\n../1.png,a\n");

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new ListReader(PhotoLimits.DEFAULT).read(csv, "list", true))
        .withMessageContaining("leaves the list's folder");
  }

  @Test
  void load_idxPairs_areReadAsPhotos() throws IOException {
    GreyImages train = SyntheticData.images(200, 1);
    SyntheticData.write(temp, "train", train);
    SyntheticData.write(temp, "t10k", SyntheticData.images(50, 2));
    PhotosConfig config =
        new PhotosConfig(
            temp.toString(),
            java.util.Optional.empty(),
            "unused",
            PhotosConfig.Shares.DEFAULT,
            List.of("left", "middle", "right"),
            java.util.Optional.empty(),
            PhotosConfig.Bucket.DEFAULT);

    try (PhotoData data = load(config)) {
      assertThat(data.test().size()).isEqualTo(50);
      assertThat(data.labels()).containsExactly("left", "middle", "right");
      for (int i = 0; i < 20; i++) {
        String name = data.train().name(i);
        int at = Integer.parseInt(name.substring(name.indexOf('/') + 1));
        Mat wanted = train.pixels(at);
        Mat found = data.train().pixels(i);
        assertThat(PngImages.encode(found)).isEqualTo(PngImages.encode(wanted));
        assertThat(data.train().label(i)).isEqualTo(train.label(at));
        wanted.release();
        found.release();
      }
    }
  }

  @Test
  void load_zipBomb_isRefusedBeforeItIsUnpacked() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 3, 18, "a", "b");
    files.put("b/bomb.png", new byte[30_000_000]);

    refused(
        TestPhotos.zip(temp.resolve("bomb.zip"), files).toString(),
        "b/bomb.png in",
        "to 30,000,000 bytes, more than 200 times");
  }

  @Test
  void load_brokenZip_isRefused() throws IOException {
    Path zip = TestPhotos.zip(temp.resolve("a.zip"), TestPhotos.named("", 3, 19, "a", "b"));
    byte[] bytes = Files.readAllBytes(zip);
    Files.write(zip, Arrays.copyOf(bytes, bytes.length - 30));

    refused(zip.toString(), "is not a sound zip file");
  }

  @Test
  void load_photoAboveTheLimit_isUnreadable() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 50, 20, "a", "b");
    files.put("a/large.png", new byte[5000]);
    PhotoLimits limits = new PhotoLimits(1000, 4000, 200, 1000);
    Path folder = TestPhotos.folder(temp, files);
    PhotosConfig config = PhotosConfig.of(folder.toString(), PhotosConfig.Shares.DEFAULT);

    try (PhotoData data =
        new PhotoLoader(new PhotoSources(new Downloader(), limits), 2)
            .load(config, InputSpec.Orient.EXIF, told::add)) {
      assertThat(data.skipped().get(0).reason()).contains("more than 4000 bytes");
    }
    PhotoLimits few = new PhotoLimits(99, 4000, 200, 1000);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new PhotoSources(new Downloader(), few).open(config, told::add))
        .withMessageContaining("more than 99 photos");
  }

  @Test
  void pixels_photoChangedSince_isRefused() throws IOException {
    Path folder = TestPhotos.folder(temp, TestPhotos.named("", 40, 21, "a", "b"));
    try (PhotoData data = load(folder.toString())) {
      Files.write(folder.resolve(data.train().name(0)), TestPhotos.png(99));

      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> data.train().pixels(0))
          .withMessageContaining(data.train().name(0) + " has changed");
    }
  }

  @Test
  void manifest_sameData_isTheSameFile() throws IOException {
    Path folder = TestPhotos.folder(temp.resolve("set"), TestPhotos.named("", 40, 22, "a", "b"));
    Path first = temp.resolve("1.json");
    Path second = temp.resolve("2.json");
    try (PhotoData data = load(folder.toString());
        PhotoData again = load(folder.toString())) {
      data.manifest().write(first);
      again.manifest().write(second);

      assertThat(second).hasSameBinaryContentAs(first);
      assertThat(DataManifest.read(first)).isEqualTo(data.manifest());
      assertThat(data.manifest().photos()).hasSize(80);
      assertThat(Files.readString(first)).contains("\"sha256\": \"");
    }
  }

  private Map<String, Split> splits(Path folder) {
    try (PhotoData data = load(folder.toString())) {
      return data.manifest().photos().stream()
          .collect(Collectors.toMap(DataManifest.Item::name, DataManifest.Item::split));
    }
  }

  private PhotoData load(String from) {
    return load(PhotosConfig.of(from, PhotosConfig.Shares.DEFAULT));
  }

  private PhotoData load(PhotosConfig config) {
    return new PhotoLoader(new Downloader()).load(config, InputSpec.Orient.EXIF, told::add);
  }

  private void refusedList(String rows, String... parts) throws IOException {
    refused(Files.writeString(temp.resolve("list.csv"), rows).toString(), parts);
  }

  private void refused(String from, String... parts) {
    var thrown =
        assertThatExceptionOfType(DataException.class)
            .isThrownBy(
                () -> {
                  PhotoData data = load(from);
                  data.close();
                });
    for (String part : parts) {
      thrown.withMessageContaining(part);
    }
  }
}
