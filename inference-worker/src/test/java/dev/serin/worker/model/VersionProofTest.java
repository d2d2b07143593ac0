package dev.serin.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.model.OutputSpec.Activation;
import dev.serin.worker.onnx.OnnxEngine;
import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.Quirk;
import dev.serin.worker.testing.SharedData;
import dev.serin.worker.testing.SharedModels;
import dev.serin.worker.testing.SharedModels.Network;
import dev.serin.worker.testing.TinyGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a version must show on the probe pictures, by graphs that ONNX Runtime runs. */
final class VersionProofTest {
  private static final float[][] ONE_CLASS = {{10, -10, 0}};

  private final ModelFolders folders;
  private final VersionLoader loader;

  VersionProofTest(@TempDir Path root) {
    folders = new ModelFolders(root.resolve("models"));
    loader =
        new VersionLoader(
            (model, digest) -> OnnxEngine.onCpu(1),
            new VersionProof(new ImageDecoder(1_000_000)),
            root.resolve("copies"));
  }

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @Test
  void load_logitsAsNone_isRefusedWithTheRemedy() throws IOException {
    refuses(
        TinyGraph.rgb(),
        Activation.NONE,
        "output 'scores' gives 10.0 for a white picture, which is no probability: set"
            + " output.activation: softmax if these are logits");
    refuses(
        TinyGraph.rgb().weights(ONE_CLASS, 2),
        Activation.NONE,
        "end the graph in a sigmoid if this is a logit");
  }

  @Test
  void load_softmaxTwice_isRefusedWithTheRemedy() throws IOException {
    refuses(TinyGraph.rgb().softmax(), Activation.SOFTMAX, "set output.activation: none");
    refuses(
        TinyGraph.rgb().softmax().fixedBatch(4).nhwc(),
        Activation.SOFTMAX,
        "set output.activation: none");
  }

  @Test
  void load_softmaxOverOneClass_isRefused() throws IOException {
    refuses(
        TinyGraph.rgb().weights(ONE_CLASS).sigmoid(),
        Activation.SOFTMAX,
        "softmax over one class can only say 1: set output.activation: none");
  }

  @Test
  void load_oneProbabilityForTwoLabels_namesTheRemedy() throws IOException {
    Path folder = write(TinyGraph.rgb().weights(ONE_CLASS).sigmoid(), Activation.NONE);
    Files.writeString(folder.resolve("labels.txt"), "other\nred\n");
    refuses(
        folder,
        "labels.txt has 2 labels, but the graph's output has 1 classes: one value is the"
            + " probability of one label, so leave only that label in labels.txt");
    Files.writeString(folder.resolve("labels.txt"), "red\n");
    assertThat(remark(folder)).isNull();
  }

  @Test
  void load_independentLabels_areServedAndSaySo() throws IOException {
    assertThat(remark(write(TinyGraph.rgb().sigmoid(), Activation.NONE)))
        .contains("do not add up to 1");
  }

  @Test
  void load_notANumberForAPlainPicture_isRefused() throws IOException {
    refuses(
        TinyGraph.rgb().quirk(Quirk.NAN_ON_PLAIN),
        Activation.SOFTMAX,
        "output 'scores' gives NaN for a white picture");
  }

  @ParameterizedTest
  @EnumSource(names = {"DYNAMIC_QUANTISATION", "CENTRED_BATCH"})
  void load_neighboursChangeAnswers_runsOneAtATimeAndSaysSo(Quirk quirk) throws IOException {
    for (TinyGraph graph :
        List.of(
            TinyGraph.rgb(),
            TinyGraph.rgb().softmax(),
            TinyGraph.rgb().nhwc(),
            TinyGraph.rgb().uint8().weights(new float[][] {{.1f, 0, 0}, {0, .1f, 0}}))) {
      Activation activation = graph.givesProbabilities() ? Activation.NONE : Activation.SOFTMAX;
      try (LoadedVersion version = loader.load(write(graph.quirk(quirk), activation))) {
        assertThat(version.oneAtATime()).isTrue();
        assertThat(version.remark())
            .startsWith("each image runs alone: images of a batch change each other's answers");
      }
    }
    Path one = write(TinyGraph.rgb().quirk(quirk).fixedBatch(1), Activation.SOFTMAX);
    assertThat(remark(one)).as("it never has neighbours").isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 7})
  void load_neighboursChangeAnswersInAFixedBatch_isRefused(int batch) throws IOException {
    refuses(
        TinyGraph.rgb().quirk(Quirk.DYNAMIC_QUANTISATION).fixedBatch(batch),
        Activation.SOFTMAX,
        "the graph takes exactly %d images a run, and images of a batch change each other's"
            .formatted(batch));
    assertThat(remark(write(TinyGraph.rgb().fixedBatch(batch), Activation.SOFTMAX))).isNull();
  }

  @Test
  void load_oneImageWiredIntoTheGraph_isRefused() throws IOException {
    refuses(TinyGraph.rgb().softmax().oneRow(), Activation.NONE, "in a batch of 2 images");
  }

  @Test
  void load_honestGraphs_sayNothing() throws IOException {
    float[][] two = {{.01f, .02f, 0}, {0, .01f, .02f}};
    for (TinyGraph graph :
        List.of(
            TinyGraph.rgb(),
            TinyGraph.rgb().weights(new float[2][3]),
            TinyGraph.rgb().weights(new float[2][3], .5f, .5f),
            TinyGraph.rgb().weights(two, .5f, .5f),
            TinyGraph.rgb().quirk(Quirk.FAILS_ON_RED),
            TinyGraph.rgb().quirk(Quirk.NAN_ON_RED),
            TinyGraph.rgb().weights(new float[][] {{5}, {-5}}))) {
      assertThat(remark(write(graph, Activation.SOFTMAX))).isNull();
    }
    assertThat(remark(write(TinyGraph.rgb().softmax(), Activation.NONE))).isNull();
    assertThat(remark(write(TinyGraph.rgb().weights(ONE_CLASS).sigmoid(), Activation.NONE)))
        .isNull();
  }

  /** Float32, 8 bits inside (QDQ), and 8 bits at the input: no rounding looks like a neighbour. */
  @Test
  void load_modelsOfOthers_runInBatches() throws IOException {
    for (Network network : SharedModels.NETWORKS) {
      SharedModels.write(folders.root(), network, "1", Filter.AREA);
      requirePlain(folders.path(network.name(), "1"));
    }
    Network float32 = SharedModels.NETWORKS.get(1);
    SharedModels.write(folders.root(), float32, "qdq", Filter.AREA);
    Path qdq = folders.path(float32.name(), "qdq");
    Path file = SharedData.require("data/models").resolve("mobilenetv2-nhwc-1001-int8qdq.onnx");
    String manifest = Files.readString(qdq.resolve(Manifest.FILE_NAME));
    Files.delete(qdq.resolve("model.onnx"));
    Files.copy(file, qdq.resolve("model.onnx"));
    String digest = ModelFolders.sha256(Files.readAllBytes(file));
    Files.writeString(
        qdq.resolve(Manifest.FILE_NAME),
        manifest.replaceFirst("sha256: .*", "sha256: \"" + digest + "\""));
    requirePlain(qdq);
  }

  private void requirePlain(Path folder) throws IOException {
    try (LoadedVersion version = loader.load(folder)) {
      assertThat(version.oneAtATime()).as(folder.toString()).isFalse();
      assertThat(version.remark()).as(folder.toString()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "public/A07/models/a07-logits-as-none/1 | is no probability: set output.activation: softmax",
        "public/A07/models/a07-softmax-inside/2 | set output.activation: none",
        "public/A09/models/a09-binary/2         | softmax over one class can only say 1",
        "public/A09/models/a09-binary/3         | so leave only that label in labels.txt",
        "public/A14/models/a14-nan/1            | gives NaN for a white picture",
        "models/activation-left-out-of-logits/1 | is no probability: set output.activation: softmax",
        "models/binary-one-logit-softmax/1      | softmax over one class can only say 1",
        "models/binary-one-output-two-labels/1  | so leave only that label in labels.txt",
        "models/dynamic-declared-batch1-wired/1 | the graph declares any batch, but"
      })
  void load_sharedCase_isRefusedWithTheRemedy(String folder, String reason) {
    refuses(SharedData.require("cases/" + folder), reason);
  }

  @ParameterizedTest
  @CsvSource({
    "public/A06/models/a06-dynamic-quant/1,  each image runs alone: images of a batch change",
    "public/A09/models/a09-multilabel/1,     do not add up to 1",
    "public/A07/models/a07-softmax-inside/1,",
    "public/A09/models/a09-binary/1,",
    "models/base-f32/1,"
  })
  void load_sharedCase_isReadyAndSaysWhatIsToBeKnown(String folder, @Nullable String remark)
      throws IOException {
    String found = remark(SharedData.require("cases/" + folder));
    if (remark == null) {
      assertThat(found).isNull();
    } else {
      assertThat(found).contains(remark);
    }
  }

  private Path write(TinyGraph graph, Activation activation) throws IOException {
    return folders.write("m", "1", graph, activation);
  }

  private @Nullable String remark(Path folder) throws IOException {
    try (LoadedVersion version = loader.load(folder)) {
      return version.remark();
    }
  }

  private void refuses(TinyGraph graph, Activation activation, String reason) throws IOException {
    refuses(write(graph, activation), reason);
  }

  private void refuses(Path folder, String reason) {
    assertThatThrownBy(() -> loader.load(folder).close())
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(reason);
  }
}
