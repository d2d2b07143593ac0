package dev.serin.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.Colour;
import dev.serin.worker.image.InputSpec.Crop;
import dev.serin.worker.image.InputSpec.Decode;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.image.InputSpec.Layout;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.image.Resize;
import dev.serin.worker.model.OutputSpec.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestTest {
  private static final String SHA256 = "0123456789abcdef".repeat(4);
  private static final String SHORTEST =
      """
      format: 1
      file: model.onnx
      sha256: %s
      input:
        name: pixels
        layout: NCHW
        height: 32
        width: 24
        colour: RGB
        resize: {to: exact, filter: area}
      output: {name: scores}
      """
          .formatted(SHA256);

  private static final String LONGEST =
      """
      format: 1
      file: graphs/model.onnx
      sha256: %s
      input: {name: in, type: float32, layout: NHWC, height: 224, width: 192, colour: BGR, orient: none,
              decode: reduced,
              resize: {to: shorter-side, size: 256, filter: cubic}, crop: centre,
              scale: 0.00392156862745098, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}
      output: {name: out, activation: softmax, labels: words.txt}
      golden: golden/
      origin: {trained: run-7, framework: dl4j-1.0.0-M2.1, data: "sha256:00", code: abc, accuracy: 0.9234,
               licence: MIT}
      proof: certificate.json
      """
          .formatted(SHA256);

  private final StrictYaml yaml = new StrictYaml();
  private final Path folder;

  ManifestTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void read_shortest_fillsInTheDefaults() throws Exception {
    assertThat(read(SHORTEST))
        .isEqualTo(
            new Manifest(
                1,
                "model.onnx",
                SHA256,
                new InputSpec(
                    "pixels",
                    ElementType.FLOAT32,
                    Layout.NCHW,
                    32,
                    24,
                    Colour.RGB,
                    Orient.EXIF,
                    Decode.EXACT,
                    new Resize(Resize.Rule.EXACT, 0, Resize.Filter.AREA),
                    Crop.CENTRE,
                    1.0,
                    List.of(0.0, 0.0, 0.0),
                    List.of(1.0, 1.0, 1.0)),
                new OutputSpec("scores", Activation.NONE, "labels.txt"),
                null,
                null,
                null));
  }

  @Test
  void read_longest_readsEveryKey() throws Exception {
    assertThat(read(LONGEST))
        .isEqualTo(
            new Manifest(
                1,
                "graphs/model.onnx",
                SHA256,
                new InputSpec(
                    "in",
                    ElementType.FLOAT32,
                    Layout.NHWC,
                    224,
                    192,
                    Colour.BGR,
                    Orient.NONE,
                    Decode.REDUCED,
                    new Resize(Resize.Rule.SHORTER_SIDE, 256, Resize.Filter.CUBIC),
                    Crop.CENTRE,
                    0.00392156862745098,
                    List.of(0.485, 0.456, 0.406),
                    List.of(0.229, 0.224, 0.225)),
                new OutputSpec("out", Activation.SOFTMAX, "words.txt"),
                "golden/",
                new Origin("run-7", "dl4j-1.0.0-M2.1", "sha256:00", "abc", 0.9234, "MIT"),
                "certificate.json"));
  }

  @Test
  void write_any_readsBackTheSame() throws Exception {
    for (String text : List.of(SHORTEST, LONGEST)) {
      Manifest manifest = read(text);
      String written = yaml.write(manifest);
      assertThat(read(written)).as(written).isEqualTo(manifest);
    }
  }

  @Test
  void read_labelsThatLookLikeNumbers_stayText() throws Exception {
    Manifest manifest = read(SHORTEST.replace("name: scores", "name: '495'"));
    assertThat(manifest.output().name()).isEqualTo("495");
    assertThat(read(yaml.write(manifest))).isEqualTo(manifest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "format: 1 | format: 2 | format must be 1, not 2",
        "file: model.onnx | file: m\\ngoldn: g | unknown key 'goldn'; did you mean 'golden'?",
        "height: 32 | heigth: 32 | unknown key 'input.heigth'; did you mean 'height'?",
        "height: 32 | height: 32\\n  scales: 2 | unknown key 'input.scales'; did you mean 'scale'?",
        "height: 32 | height: 0 | input.height must be 1 to 4096, not 0",
        "height: 32 | height: tall | line 7: input.height:",
        "height: 32 | height: 3.5 | line 7: input.height:",
        "height: 32 | height: | line 7: 'input.height' has no value",
        "width: 24 | width: 5000 | input.width must be 1 to 4096, not 5000",
        "colour: RGB | colour: CMYK | line 9: input.colour:",
        "layout: NCHW | layout: CHW | line 6: input.layout:",
        "layout: NCHW | type: int8 | line 6: input.type:",
        "layout: NCHW | decode: smaller | line 6: input.decode:",
        "name: pixels | name: '' | line 5: 'input.name' has no value",
        "name: pixels | name: ' ' | input.name is empty",
        "to: exact, | to: exactly, | input.resize.to:",
        "to: exact, | to: shorter-side, | input.resize.size must be 1 to 8192, not 0",
        "to: exact, | to: shorter-side, size: 31, | input.resize.size 31 leaves less",
        "colour: RGB | scale: 1e400\\n  colour: RGB | input.scale must be a number, not Infinity",
        "colour: RGB | mean: [1, 2]\\n  colour: RGB | input.mean has 2 values for 3 channels",
        "colour: RGB | std: [1, 0, 1]\\n  colour: RGB | input.std must not be 0",
        "colour: RGB | type: uint8\\n  scale: 2\\n  colour: RGB | a uint8 input gets the pixels",
        "colour: RGB | colour: RGB\\n  colour: BGR | line 10",
        "output: {name: scores} | output: scores | line 11: output:",
        "output: {name: scores} | output: {} | line 11: key 'output.name' is missing",
        "output: {name: scores} | output: {name: s}\\norigin: {accuracy: 92.3} | origin.accuracy is a fraction",
        "output: {name: scores} | output: {name: s}\\n---\\nformat: 1 | manifest.yaml line 1",
        "output: {name: scores} | output: {name: s | manifest.yaml line 1",
        "sha256: 01 | sha256: XY | sha256 must be 64 lower-case hexadecimal digits",
        "file: model.onnx | # none | key 'file' is missing",
        "file: model.onnx | file: ~ | line 2: 'file' has no value",
        "file: model.onnx | file: | line 2: 'file' has no value",
      })
  void read_badValue_saysWhereAndWhat(String line, String instead, String message)
      throws Exception {
    assertThat(SHORTEST).contains(line);
    String text = SHORTEST.replace(line, instead.replace("\\n", "\n"));
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageStartingWith("manifest.yaml")
        .hasMessageContaining(message)
        .hasMessageNotContaining("dev.serin");
  }

  @Test
  void read_emptyFile_saysSo() {
    assertThatThrownBy(() -> read(""))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageStartingWith("manifest.yaml");
  }

  @Test
  void read_hugeFile_isNotRead() {
    assertThatThrownBy(() -> read("#".repeat(1 << 21)))
        .isInstanceOf(InvalidFileException.class)
        .hasMessage("manifest.yaml is larger than 1 MiB");
  }

  @Test
  void read_deepNesting_isRefused() {
    assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(InvalidFileException.class);
  }

  private Manifest read(String text) throws IOException {
    Path file = folder.resolve("manifest.yaml");
    Files.writeString(file, text);
    return yaml.read(file, Manifest.class);
  }
}
