package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serin.training.data.DataConfig;
import dev.serin.training.data.DataManifest;
import dev.serin.training.data.DataSet;
import dev.serin.training.data.DataSetLoader;
import dev.serin.training.data.Digests;
import dev.serin.training.data.SyntheticData;
import dev.serin.training.validate.SaltedFolder;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.model.StrictYaml;
import dev.serin.worker.testing.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serin data validate} as it is called, on folders, zip files, lists and IDX files. */
class DataValidateCommandTest {
  private static final long SEED = 11;

  @TempDir private static Path shared;
  private static Map<String, Long> salted = Map.of();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  @TempDir private Path temp;
  private Path photos;

  @BeforeAll
  static void writeSalted() throws IOException {
    OpenCv.load();
    salted = SaltedFolder.write(shared.resolve("salted"), 240, 2, SEED);
    SaltedFolder.writeClean(shared.resolve("clean"), 120, SEED + 1);
  }

  @BeforeEach
  void choose() {
    photos = shared.resolve("salted");
  }

  @Test
  void validate_saltedFolder_tellsReportsAndListsWithoutTouchingIt() throws IOException {
    Map<String, String> before = digests(photos);
    Path report = temp.resolve("report.html");
    Path list = temp.resolve("list.csv");

    int code = validate(photos, "--report", report.toString(), "--fix", list.toString());

    assertThat(code).isEqualTo(1);
    assertThat(digests(photos)).isEqualTo(before);
    assertThat(text())
        .contains("in 6 classes in " + photos)
        .containsPattern("Unreadable +error +2 +2 ")
        .containsPattern("Truncated +error +2 +2 ")
        .containsPattern("Near-duplicate across splits error +2 +4 ")
        .containsPattern("In two classes +error +2 +4 ")
        .doesNotContainPattern("same file is of classes \\w+, \\w+,")
        .containsPattern("Blurry +warning +2 +2 ")
        .contains("Report: " + report)
        .containsPattern("List: .*list.csv, with 2\\d\\d of 248 photos");
    assertThat(report)
        .content()
        .contains("<h2 id=\"leak\">Near-duplicate across splits</h2>")
        .contains("src=\"data:image/jpeg;base64,")
        .doesNotContainPattern("src=\"(?!data:)")
        .doesNotContain("http://", "https://", "<script");
    assertListTrains(list, 248 - 2 * 3 - 4 - 2);
  }

  @Test
  void validate_json_isForPrograms() throws IOException {
    assertThat(validate(photos, "--json")).isEqualTo(1);

    JsonNode json = new JsonMapper().readTree(text());
    assertThat(json.get("photos").asInt()).isEqualTo(248);
    assertThat(json.get("errors").asBoolean()).isTrue();
    assertThat(json.get("splits").get("train").asInt()).isBetween(130, 200);
    assertThat(json.get("labelsJudged").asBoolean()).isTrue();
    salted.forEach(
        (check, count) ->
            // A strip cut from a small photo is of odd aspect, and tiny as well.
            assertThat(json.get("counts").get(check).asLong())
                .as(check)
                .isBetween(count, check.equals("tiny") ? 2 * count : count));
    for (JsonNode finding : json.get("findings")) {
      assertThat(finding.get("text").asText()).isNotBlank();
      for (JsonNode photo : finding.get("photos")) {
        assertThat(photos.resolve(photo.asText())).exists();
      }
    }
  }

  @Test
  void validate_cleanFolder_endsWithZero() {
    assertThat(validate(shared.resolve("clean"))).as(text()).isZero();

    assertThat(text()).containsPattern("Unreadable +- +0 ").doesNotContain("error");
  }

  /** The decoder that serves says so; validation has no opinion of its own. */
  @Test
  void validate_jpegCutAndClosedByHand_isTruncatedAndLeftOutOfTraining() throws IOException {
    Path few = temp.resolve("few");
    copyClass("disc", few.resolve("disc"), 12);
    copyClass("ring", few.resolve("ring"), 12);
    byte[] photo = TestImages.encoded("jpeg", TestImages.scene(200, 150, 3));
    byte[] cut = Arrays.copyOf(photo, photo.length / 3);
    cut[cut.length - 2] = (byte) 0xff;
    cut[cut.length - 1] = (byte) 0xd9;
    Files.write(few.resolve("disc/cut.jpg"), cut);
    Path list = temp.resolve("list.csv");

    assertThat(validate(few, "--fix", list.toString())).isEqualTo(1);

    assertThat(text()).containsPattern("Truncated +error +1 +1 ").contains("rows are whole");
    assertThat(list).content().doesNotContain("cut.jpg");
  }

  @Test
  void validate_ownList_findsNoErrorsAnyMore() {
    Path list = temp.resolve("list.csv");
    assertThat(validate(photos, "--fix", list.toString(), "--drop", "label,near-duplicate"))
        .isEqualTo(1);
    out.reset();

    assertThat(validate(list)).as(text()).isZero();

    assertThat(text())
        .containsPattern("In two classes +- ")
        .containsPattern("Near-duplicate across splits - ")
        // Those that were divided are in one split now.
        .containsPattern("Near-duplicate +warning +2 +4 ")
        .containsPattern("Label in doubt +- ");
  }

  @Test
  void validate_foldersOfSplits_areTheSplits() throws IOException {
    Path parts = temp.resolve("parts");
    SaltedFolder.writeClean(parts.resolve("train"), 60, SEED + 2);
    SaltedFolder.writeClean(parts.resolve("test"), 24, SEED + 3);
    Path leak = parts.resolve("train/disc/leak.jpg");
    Files.copy(parts.resolve("test/disc/0.jpg"), leak);
    Path list = temp.resolve("list.csv");

    assertThat(validate(parts, "--validation", "0%", "--fix", list.toString())).isEqualTo(1);

    assertThat(text())
        .contains("Splits: train 61, validation 0, test 24")
        .contains("test/disc/0.jpg, train/disc/leak.jpg: 2 files are the same, across splits");
    assertThat(list)
        .content()
        .contains("parts/test/disc/0.jpg,disc,test")
        .doesNotContain("leak.jpg");
  }

  @Test
  void validate_zip_isReadAsItsFolder() throws IOException {
    Path zip = temp.resolve("set.zip");
    try (ZipOutputStream entries = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (Path file : files(photos)) {
        entries.putNextEntry(new ZipEntry("Äpfel!/" + photos.relativize(file)));
        Files.copy(file, entries);
      }
    }
    Path list = temp.resolve("list.csv");

    assertThat(validate(zip, "--fix", list.toString())).isEqualTo(1);

    assertThat(text()).containsPattern("Unreadable +error +2 +2 ");
    assertThat(list).content().contains("set.zip!/Äpfel!/disc/");
    assertListTrains(list, 248 - 2 * 3 - 4 - 2);
  }

  @Test
  void validate_idxFiles_areReadAndListed() throws IOException {
    Path idx = temp.resolve("idx");
    SyntheticData.write(idx, "train", SyntheticData.images(150, 1));
    SyntheticData.write(idx, "t10k", SyntheticData.images(40, 2));
    Path list = temp.resolve("list.csv");

    assertThat(validate(idx, "--validation", "20%", "--fix", list.toString())).as(text()).isZero();
    assertThat(text()).contains("190 photos in 3 classes").contains("test 40");
    assertThat(list).content().contains("idx/t10k-images.gz!/000000");
    assertListTrains(list, 190);

    out.reset();
    assertThat(validate(idx.resolve("train-images.gz"))).as(text()).isZero();
    assertThat(text()).contains("150 photos in 3 classes");
  }

  @Test
  void validate_tooFewPhotos_saysOfWhat() throws IOException {
    refused(Files.createDirectories(temp.resolve("empty")), "there are no photos in");
    refused(temp.resolve("nowhere"), "there is no folder or file " + temp.resolve("nowhere"));
    Path one = temp.resolve("one");
    copyClass("disc", one.resolve("disc"), 12);
    assertThat(validate(one)).isEqualTo(1);
    assertThat(text()).contains("all photos are of one class, [disc]");

    copyClass("ring", one.resolve("ring"), 1);
    out.reset();
    assertThat(validate(one)).isEqualTo(1);
    assertThat(text()).contains("class ring has one photo: 2 are the least");

    Files.writeString(one.resolve("ring/4.jpg"), "no photo");
    out.reset();
    assertThat(validate(one)).isEqualTo(1);
    assertThat(text()).contains("class ring has no photo that can be read");
  }

  @Test
  void validate_badSources_areOneSentence() throws IOException {
    Path zip = Files.writeString(temp.resolve("no.zip"), "no zip file");
    refused(zip, zip + " is not a sound zip file");
    refused(Files.writeString(temp.resolve("a.csv"), "file,label\nx.jpg,a\n"), "no column 'path'");
    refused(
        Files.writeString(temp.resolve("b.csv"), "path,label\nx.jpg,a\n"),
        "line 2: there is no file " + temp.resolve("x.jpg"));
    refused(
        Files.writeString(temp.resolve("c.csv"), "path,label\nno.zip!/x.jpg,a\n"),
        "is not a sound zip file");
    refused(Files.writeString(temp.resolve("notes.txt"), "x"), "is none of a folder, a .zip");
    assertThat(run("data", "validate", "https://example.org/a.zip")).isEqualTo(1);
    assertThat(err.toString()).contains("is not on this machine");
  }

  @Test
  void validate_filesThatCannotBeWritten_areToldBeforeTheWork() throws IOException {
    Path none = temp.resolve("none/report.html");
    refused(photos, "there is no folder " + none.getParent(), "--report", none.toString());
    Path folder = Files.createDirectories(temp.resolve("r.html"));
    refused(photos, folder + " is a folder", "--report", folder.toString());
    Path photo = photos.resolve("disc/0.jpg");
    refused(photos, "--fix must name a file *.csv", "--fix", photo.toString());
    refused(photos, "--report must name a file *.html", "--report", photo.toString());
    Path list = Files.writeString(temp.resolve("list.csv"), "path,label\n");
    refused(list, "is what is read, which stays as it is", "--fix", list.toString());
    assertThat(list).hasContent("path,label\n");
    assertThat(text()).doesNotContain("Check");
  }

  @Test
  void validate_badOptions_areUsageErrors() {
    assertThat(validate(photos, "--drop", "ugly")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no check 'ugly'; there are [unreadable, ");
    assertThat(validate(photos, "--test", "lots")).isEqualTo(2);
    assertThat(err.toString()).contains("a share is written 10% or 0.1, not 'lots'");
    assertThat(run("data", "validate")).isEqualTo(2);
  }

  /** As {@code data.photos.from: list.csv} in a training configuration. */
  private void assertListTrains(Path list, int photosAtMost) throws IOException {
    Path yaml =
        Files.writeString(
            temp.resolve("data.yaml"), "photos: {from: '" + list + "'}\nlicence: none\n");
    DataConfig config = new StrictYaml().read(yaml, DataConfig.class);
    List<String> told = new ArrayList<>();
    try (DataSet data = new DataSetLoader().load(config, null, InputSpec.Orient.EXIF, told::add)) {
      assertThat(told).isEmpty();
      DataManifest manifest = java.util.Objects.requireNonNull(data.manifest());
      assertThat(manifest.totals().photos())
          .isBetween(photosAtMost - 6, photosAtMost)
          .isEqualTo(Files.readAllLines(list).size() - 1);
      assertThat(data.train().size()).isPositive();
      data.train().pixels(0).release();
    }
  }

  private void copyClass(String label, Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> clean = Files.list(shared.resolve("clean").resolve(label))) {
      for (Path file : clean.sorted().limit(count).toList()) {
        Files.copy(file, folder.resolve(count == 1 ? "4.jpg" : file.getFileName().toString()));
      }
    }
  }

  private void refused(Path source, String part, String... more) {
    err.getBuffer().setLength(0);
    assertThat(validate(source, more)).isEqualTo(1);
    assertThat(err.toString()).startsWith("serin: ").contains(part);
  }

  private static Map<String, String> digests(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (Path file : files(folder)) {
      digests.put(folder.relativize(file).toString(), Digests.of(file));
    }
    return digests;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private int validate(Path source, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("data", "validate", source.toString(), "--threads", "1"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8), false);
    return Main.commandLine(console)
        .setErr(new PrintWriter(err, true))
        .setOut(new PrintWriter(Writer.nullWriter()))
        .execute(arguments);
  }
}
