package dev.serin.training.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.training.data.Digests;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.worker.image.InputSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto.DataLocation;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BackboneTest {
  private static final InputSpec INPUT = TinyBackbone.input();
  private static final int PIXELS = TinyBackbone.SIDE * TinyBackbone.SIDE;

  private static final Offset<Float> PRECISION = Offset.offset(1e-5f);

  /** The convolution has no border. */
  private static final int PIXELS_AFTER = (TinyBackbone.SIDE - 2) * (TinyBackbone.SIDE - 2);

  @Test
  void of_denseLayerAndSoftmax_featuresAreTheMeansOfTheChannels() {
    Backbone backbone = Backbone.of(TinyBackbone.usual(), null, INPUT);

    assertThat(backbone.cut()).isEqualTo("pool");
    assertThat(backbone.features()).isEqualTo(TinyBackbone.CHANNELS);
    assertThat(features(backbone, 1)).containsExactly(means(1), PRECISION);
  }

  @Test
  void of_convolutionBeforeThePooling_featuresArePooledByTheCut() {
    byte[] file =
        new TinyBackbone()
            .node("Dropout", "dropped", "relu")
            .weights("w1", TinyBackbone.CLASSES, TinyBackbone.CHANNELS, 1, 1)
            .node("Conv", "classes", "dropped", "w1")
            .node("Relu", "positive", "classes")
            .node("GlobalAveragePool", "pool", "positive")
            .node("Softmax", "answer", "pool")
            .bytes("answer");

    Backbone backbone = Backbone.of(file, null, INPUT);

    assertThat(backbone.cut()).isEqualTo("dropped");
    assertThat(features(backbone, 1)).containsExactly(means(1), PRECISION);
  }

  @Test
  void of_fileMadeForOneImage_takesTwoWhereOnlyItsShapesSayOne() {
    byte[] file =
        new TinyBackbone(1)
            .node("GlobalAveragePool", "pool", "relu")
            .longs("one", 1, TinyBackbone.CHANNELS)
            .node("Reshape", "flat", "pool", "one")
            .dense("flat")
            .bytes("dense");

    Backbone backbone = Backbone.of(file, null, INPUT);

    assertThat(backbone.cut()).isEqualTo("pool");
    assertThat(features(backbone, 2)).containsExactly(means(2), PRECISION);
  }

  @Test
  void of_constantsThatAreComputed_areNotTakenForTheFeatures() {
    byte[] file =
        new TinyBackbone()
            .node("GlobalAveragePool", "pool", "relu")
            .flatten("flat", "pool")
            .weights("raw", TinyBackbone.CHANNELS, TinyBackbone.CHANNELS)
            .node("Identity", "weights", "raw")
            .node("Gemm", "dense", "flat", "weights")
            .weights("bias", 1, TinyBackbone.CHANNELS)
            .node("Identity", "moved", "bias")
            .node("Add", "answer", "moved", "dense")
            .bytes("answer");

    assertThat(Backbone.of(file, null, INPUT).cut()).isEqualTo("pool");
  }

  @Test
  void of_cutNamed_isCutThere() {
    Backbone backbone = Backbone.of(TinyBackbone.usual(), "dense", INPUT);

    assertThat(backbone.cut()).isEqualTo("dense");
    assertThat(backbone.features()).isEqualTo(TinyBackbone.CLASSES);
  }

  @Test
  void of_cutThatIsNotThere_namesWhatIs() {
    assertThatThrownBy(() -> Backbone.of(TinyBackbone.usual(), "pol", INPUT))
        .isInstanceOf(BackboneException.class)
        .hasMessageContaining("'pol'")
        .hasMessageContaining("pool (GlobalAveragePool)");
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refused")
  void of_whatCannotBeCut_isRefusedWithTheReason(byte[] file, String reason) {
    assertThatThrownBy(() -> Backbone.of(file, null, INPUT))
        .isInstanceOf(BackboneException.class)
        .hasMessageContaining(reason);
  }

  static Stream<Arguments> refused() {
    TinyBackbone pooled = new TinyBackbone().node("GlobalAveragePool", "pool", "relu");
    return Stream.of(
        Arguments.of("no file at all".getBytes(StandardCharsets.UTF_8), "no ONNX file"),
        Arguments.of(new byte[0], "holds no ONNX graph"),
        Arguments.of(new TinyBackbone().opset(6).bytes("relu"), "operator set 6"),
        Arguments.of(
            new TinyBackbone().node(branch()).bytes("branched"), "control flow [If], which cannot"),
        Arguments.of(elsewhere(), "save it again as one file"),
        Arguments.of(pooled.flatten("flat", "pool").bytes("flat", "pool"), "2 outputs"),
        Arguments.of(new TinyBackbone().bytes("relu"), "a convolution of [3, 3]"),
        Arguments.of(new TinyBackbone().node("Add", "sum", "relu", "c0").bytes("sum"), "reads 2"),
        Arguments.of(new TinyBackbone().node("Erf", "erf", "relu").bytes("erf"), "ends in Erf"),
        Arguments.of(fixed(), "cannot take several images at a time"),
        Arguments.of(joining(), "of two it makes the features of 1"),
        Arguments.of(mixing(), "go by the image before it"));
  }

  @Test
  void of_inputOfAnotherNameOrSize_saysWhatTheFileReads() {
    byte[] usual = TinyBackbone.usual();

    assertThatThrownBy(() -> Backbone.of(usual, null, renamed("image", TinyBackbone.SIDE)))
        .isInstanceOf(BackboneException.class)
        .hasMessageContaining("'input', not 'image'");
    assertThatThrownBy(() -> Backbone.of(usual, null, renamed("input", 9)))
        .isInstanceOf(BackboneException.class)
        .hasMessageContaining("[-1, 3, 8, 8]")
        .hasMessageContaining("[1, 3, 9, 9]");
  }

  @Test
  void open_otherDigest_isRefused(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("tiny.onnx"), TinyBackbone.usual());
    String digest = Digests.of(TinyBackbone.usual());

    assertThat(Backbone.open(config(file, digest), INPUT).digest()).isEqualTo(digest);
    assertThatThrownBy(() -> Backbone.open(config(file, "0".repeat(64)), INPUT))
        .isInstanceOf(BackboneException.class)
        .hasMessageContaining(file + " is not the pinned backbone")
        .hasMessageContaining(digest);
  }

  private static BackboneConfig config(Path file, String sha256) {
    return new BackboneConfig(file.toString(), sha256, null, 0, "unused");
  }

  private static InputSpec renamed(String name, int side) {
    return new InputSpec(
        name,
        INPUT.type(),
        INPUT.layout(),
        side,
        side,
        INPUT.colour(),
        INPUT.orient(),
        INPUT.decode(),
        INPUT.resize(),
        INPUT.crop(),
        INPUT.scale(),
        INPUT.mean(),
        INPUT.std());
  }

  private static NodeProto.Builder branch() {
    return TinyBackbone.node("If", "branched")
        .addInput("relu")
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("then_branch")
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(GraphProto.newBuilder().setName("then")));
  }

  private static byte[] elsewhere() {
    TinyBackbone tiny = new TinyBackbone();
    tiny.graph().getInitializerBuilder(0).setDataLocation(DataLocation.EXTERNAL);
    return tiny.bytes("relu");
  }

  /** A shape inside allows one image only. */
  private static byte[] fixed() {
    return new TinyBackbone(1)
        .longs("one", 1, TinyBackbone.CHANNELS * PIXELS_AFTER)
        .node("Reshape", "row", "relu", "one")
        .weights("w1", TinyBackbone.CHANNELS * PIXELS_AFTER, TinyBackbone.CLASSES)
        .node("MatMul", "answer", "row", "w1")
        .bytes("answer");
  }

  /** A shape inside makes one row of all images. */
  private static byte[] joining() {
    return new TinyBackbone(1)
        .longs("one", 1, -1)
        .node("Reshape", "row", "relu", "one")
        .weights("w1", TinyBackbone.CHANNELS * PIXELS_AFTER, TinyBackbone.CLASSES)
        .node("MatMul", "answer", "row", "w1")
        .bytes("answer");
  }

  /** What it makes of an image goes by the others of the batch. */
  private static byte[] mixing() {
    AttributeProto axes =
        AttributeProto.newBuilder()
            .setName("axes")
            .setType(AttributeProto.AttributeType.INTS)
            .addInts(0)
            .build();
    return new TinyBackbone()
        .node("GlobalAveragePool", "pool", "relu")
        .flatten("flat", "pool")
        .node(TinyBackbone.node("ReduceMean", "mean").addInput("flat").addAttribute(axes))
        .node("Sub", "apart", "flat", "mean")
        .dense("apart")
        .bytes("dense");
  }

  /** Of the first {@code n} of the images. */
  private static float[] features(Backbone backbone, int n) {
    try (OnnxRunner runner = backbone.runner(1)) {
      return runner.of(images(n), n);
    }
  }

  /** The means of what the ReLU gives, by a graph of its own that is not cut. */
  private static float[] means(int n) {
    byte[] whole = new TinyBackbone().bytes("relu");
    float[] means = new float[n * TinyBackbone.CHANNELS];
    try (OnnxRunner runner = new OnnxRunner(whole, INPUT, 1)) {
      for (int i = 0; i < n; i++) {
        float[] image = new float[3 * PIXELS];
        System.arraycopy(images(n), i * image.length, image, 0, image.length);
        float[] relu = runner.of(image, 1);
        int size = relu.length / TinyBackbone.CHANNELS;
        for (int k = 0; k < relu.length; k++) {
          means[i * TinyBackbone.CHANNELS + k / size] += relu[k] / size;
        }
      }
    }
    return means;
  }

  private static float[] images(int n) {
    SplittableRandom random = new SplittableRandom(3);
    float[] values = new float[n * 3 * PIXELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
