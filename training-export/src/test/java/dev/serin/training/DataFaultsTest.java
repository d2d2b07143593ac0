package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.data.DataConfig;
import dev.serin.training.data.DataSet;
import dev.serin.training.data.DataSetLoader;
import dev.serin.training.data.TestPhotos;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.model.StrictYaml;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the data is told by train as by validate, before anything is trained. */
class DataFaultsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  @TempDir private Path temp;

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @Test
  void oneUnreadableOfTenThousand_isNamedAndLeftOut() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 5000, 1, "a", "b");
    files.put("b/1234.png", "no photo".getBytes(StandardCharsets.UTF_8));
    Path zip = TestPhotos.zip(temp.resolve("set.zip"), files);
    List<String> told = new ArrayList<>();

    try (DataSet data =
        new DataSetLoader().load(data(zip), null, InputSpec.Orient.EXIF, told::add)) {
      assertThat(data.train().size() + data.validation().size() + data.test().size())
          .isEqualTo(9_999);
    }

    assertThat(told).singleElement().asString().startsWith("left out: b/1234.png: not a JPEG, ");
  }

  @Test
  void oneUnreadableOfThousand_isNamedByValidate() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 500, 1, "a", "b");
    files.put("b/123.png", "no photo".getBytes(StandardCharsets.UTF_8));
    Path zip = TestPhotos.zip(temp.resolve("set.zip"), files);

    assertThat(run("data", "validate", zip.toString())).isEqualTo(1);

    assertThat(text())
        .contains("1,000 photos in 2 classes")
        .containsPattern("Unreadable +error +1 +1 +0.10 %")
        .contains("b/123.png: not a JPEG, ");
  }

  @Test
  void classWithOnePhoto_isNamed() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 30, 2, "a", "b");
    files.put("rare/1.png", TestPhotos.png(3));

    bothTell(files, "class rare has one photo", "class rare has one photo, rare/1.png: 2 are");
  }

  @Test
  void noPhotos_saysWhatIsThere() throws IOException {
    Map<String, byte[]> files = Map.of("readme.txt", new byte[3], "a/notes.doc", new byte[3]);
    Path folder = TestPhotos.folder(temp.resolve("set"), files);
    String text =
        "there are no photos in "
            + folder
            + "; files of other kinds: 2."
            + " Photos lie in a folder for each class, such as glass/1.jpg";

    assertThat(train(folder)).isEqualTo(1);
    assertThat(err.toString().strip()).isEqualTo("serin: " + text);
    assertThat(run("data", "validate", folder.toString())).isEqualTo(1);
    assertThat(err.toString().strip()).endsWith("\nserin: " + text);
  }

  @Test
  void twoClassesWithTheSamePhoto_areNamedWithTheirFiles() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 30, 4, "a", "b");
    files.put("b/7.png", files.get("a/9.png"));

    bothTell(
        files,
        "a/9.png, b/7.png: the same file is of classes a, b",
        "the same photo is in two classes: a/9.png (a) and b/7.png (b)");
  }

  private void bothTell(Map<String, byte[]> files, String validate, String train)
      throws IOException {
    Path folder = TestPhotos.folder(temp.resolve("set"), files);

    assertThat(run("data", "validate", folder.toString())).isEqualTo(1);
    assertThat(text()).contains(validate);
    assertThat(train(folder)).isEqualTo(1);
    assertThat(err.toString()).startsWith("serin: ").contains(train).hasLineCount(1);
    assertThat(temp.resolve("runs")).doesNotExist();
    assertThat(temp.resolve("models")).doesNotExist();
  }

  private DataConfig data(Path photos) throws IOException {
    Path yaml = temp.resolve("data.yaml");
    Files.writeString(yaml, "photos: {from: '" + photos + "'}\nlicence: none\n");
    return new StrictYaml().read(yaml, DataConfig.class);
  }

  private int train(Path photos) throws IOException {
    Path config = temp.resolve("train.yaml");
    Files.writeString(
        config,
        """
        model: faulty
        version: "1"
        data:
          photos: {from: '%s'}
          licence: none
        input: {name: input, layout: NCHW, height: 8, width: 8, colour: RGB,
          resize: {to: exact, size: 8, filter: area}, scale: 0.004, mean: [0.0, 0.0, 0.0]}
        network: {architecture: cnn, widths: [2]}
        training: {epochs: 1, batch: 8, learning-rate: {peak: 0.01, warm-up: 0.2}, seed: 7,
          threads: 1}
        augment: {flip: 0.5}
        export: {tolerance: 0.001, images: 10, golden: 1, samples: 0}
        """
            .formatted(photos));
    return run(
        "train",
        config.toString(),
        "--out",
        temp.resolve("models").toString(),
        "--runs",
        temp.resolve("runs").toString());
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private int run(String... arguments) {
    Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8), false);
    return Main.commandLine(console).setErr(new PrintWriter(err, true)).execute(arguments);
  }
}
