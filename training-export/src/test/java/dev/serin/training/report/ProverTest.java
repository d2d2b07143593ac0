package dev.serin.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.Inputs;
import dev.serin.training.data.Examples;
import dev.serin.training.data.ImageSet;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.data.SyntheticData;
import dev.serin.training.net.Acceleration;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Classifiers;
import dev.serin.training.net.ImageShape;
import dev.serin.training.net.Logits;
import dev.serin.training.net.NetworkConfigs;
import dev.serin.training.onnx.LayerDifference;
import dev.serin.training.onnx.OnnxExporter;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.worker.image.OpenCv;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProverTest {
  private static final double TOLERANCE = 1e-4;
  private static final ImageShape SHAPE =
      new ImageShape(1, SyntheticData.SIDE, SyntheticData.SIDE, SyntheticData.CLASSES);

  private final ImageSet images = SyntheticData.images(30, 9);
  private Preparation preparation;
  private Examples examples;

  @BeforeAll
  static void load() {
    Acceleration.enable();
    OpenCv.load();
  }

  @BeforeEach
  void open() {
    preparation = new Preparation(Inputs.grey28());
    examples = new PreparedImages(images, preparation);
  }

  @AfterEach
  void close() {
    preparation.close();
  }

  @Test
  void compare_exportOfTheSameNetwork_passes() {
    Classifier classifier = residual();

    Comparison comparison = compare(classifier.logits(), export(classifier));

    assertThat(comparison.passes()).isTrue();
    assertThat(comparison.images()).isEqualTo(30);
    assertThat(comparison.flips()).isZero();
  }

  @Test
  void compare_oneWeightChangedAfterTheExport_fails() {
    Classifier classifier = residual();
    byte[] exported = export(classifier);
    ComputationGraph network = (ComputationGraph) classifier.network();
    var weights = network.getLayer("block1-a").getParam("W");
    weights.putScalar(4, weights.getFloat(4) + 0.05);

    Comparison comparison = compare(classifier.logits(), exported);

    assertThat(comparison.passes()).isFalse();
    assertThat(comparison.largestDifference()).isGreaterThan(TOLERANCE);
  }

  @Test
  void compare_notANumber_fails() {
    Logits zeros = (values, n) -> new float[n * 3];
    Logits broken =
        (values, n) -> {
          float[] logits = new float[n * 3];
          logits[1] = Float.NaN;
          return logits;
        };

    assertThat(Prover.compare(zeros, broken, examples, 30, TOLERANCE).passes()).isFalse();
  }

  @Test
  void compare_otherBestClassWithinTheTolerance_countsAFlipAndFails() {
    Logits first = (values, n) -> repeat(new float[] {1.00001f, 1f, 0f}, n);
    Logits second = (values, n) -> repeat(new float[] {1f, 1.00001f, 0f}, n);

    Comparison comparison = Prover.compare(first, second, examples, 30, TOLERANCE);

    assertThat(comparison.largestDifference()).isLessThan(TOLERANCE);
    assertThat(comparison.flips()).isEqualTo(30);
    assertThat(comparison.passes()).isFalse();
  }

  @Test
  void score_knownAnswers_areCounted() {
    Logits alwaysFirst = (values, n) -> repeat(new float[] {2f, 1f, 0f}, n);
    int first = 0;
    for (int i = 0; i < images.size(); i++) {
      first += images.label(i) == 0 ? 1 : 0;
    }

    Score score = Evaluation.score(alwaysFirst, examples);

    assertThat(score).isEqualTo(new Score(first, 30));
    assertThat(score.accuracy()).isEqualTo(first / 30.0);
  }

  @Test
  void certificate_writtenAndRead_isTheSame(@TempDir Path folder) throws Exception {
    Certificate certificate =
        new Certificate(
            1,
            "m",
            "2",
            "a".repeat(64),
            "b".repeat(64),
            new Comparison(1000, 2e-6, 0, TOLERANCE),
            List.of(new LayerDifference("conv1", "ConvolutionLayer", 3e-7)),
            new Score(9, 10),
            new Score(8, 10),
            new Score(7, 10),
            new Score(6, 10),
            new Quantization(
                "QDQ",
                100,
                new Score(8, 10),
                new Score(8, 10),
                1,
                0.01,
                4000,
                1100,
                new Quantization.Speed(1, 1, 100, 170, 1.7),
                new Quantization.Speed(2, 1, 180, 290, 1.6)),
            Map.of("dl4j", "x"));
    Path file = folder.resolve(Certificate.FILE_NAME);
    Files.write(file, certificate.json());

    assertThat(Certificate.read(file)).isEqualTo(certificate);
  }

  private Comparison compare(Logits trained, byte[] exported) {
    try (OnnxRunner runner = new OnnxRunner(exported, SyntheticData.SIDE, SyntheticData.SIDE)) {
      return Prover.compare(trained, runner, examples, 1000, TOLERANCE);
    }
  }

  private static byte[] export(Classifier classifier) {
    return new OnnxExporter()
        .export(classifier.network(), 1, SyntheticData.SIDE, SyntheticData.SIDE);
  }

  private static Classifier residual() {
    return new Classifiers()
        .create(
            NetworkConfigs.of(
                "{architecture: resnet, widths: [4, 8], blocks: 1, global-pool: false, dense: 8}"),
            SHAPE,
            5);
  }

  private static float[] repeat(float[] logits, int n) {
    float[] all = new float[n * logits.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = logits[i % logits.length];
    }
    return all;
  }
}
