package dev.serin.training.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.data.Preparation;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Classifiers;
import dev.serin.training.net.ImageShape;
import dev.serin.training.net.NetworkConfigs;
import dev.serin.training.onnx.OnnxExporter;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.Colour;
import dev.serin.worker.image.InputSpec.Crop;
import dev.serin.worker.image.InputSpec.Decode;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.image.InputSpec.Layout;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.image.Resize;
import dev.serin.worker.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real networks as backbones: each way they end, each kind of input. */
class SharedBackbonesTest {
  private static final int CLASSES = 4;

  @BeforeAll
  static void load() {
    OpenCv.load();
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenetv2-nchw-1000-fp32, input, FLOAT32, NCHW, 224, 1280",
    "mobilenetv2-nhwc-1001-fp32, input, FLOAT32, NHWC, 224, 1280",
    "mobilenetv2-nhwc-1001-int8qdq, input, FLOAT32, NHWC, 224, 1280",
    "mobilenetv1-0.25-128-uint8in, input, UINT8, NHWC, 128, 256",
    "squeezenet1.1-fp32, data_0, FLOAT32, NCHW, 224, 512",
    "squeezenet1.1-fp16, data_0, FLOAT32, NCHW, 224, 512",
    "resnet20-cifar10, input, FLOAT32, NCHW, 32, 64",
    "resnet56-cifar10, input, FLOAT32, NCHW, 32, 64"
  })
  void splice_headOnRealBackbone_answersAsTheTwoDoApart(
      String name, String input, ElementType type, Layout layout, int side, int features)
      throws Exception {
    Path models = SharedData.require("data/models");
    InputSpec spec = spec(input, type, layout, side);
    Backbone backbone = Backbone.of(Files.readAllBytes(models.resolve(name + ".onnx")), null, spec);
    assertThat(backbone.features()).isEqualTo(features);
    float[] values = photos(spec);
    Classifier head =
        new Classifiers()
            .create(
                NetworkConfigs.of("{architecture: custom, layers: [{dense: {units: 8}}]}"),
                new ImageShape(features, 1, 1, CLASSES),
                3);
    float[] expected;
    try (OnnxRunner runner = backbone.runner(1)) {
      float[] found = runner.of(values, 2);
      assertThat(found).hasSize(2 * features);
      expected = head.logits().of(found, 2);
    }
    byte[] whole = Splice.of(backbone, new OnnxExporter().export(head.network(), features, 1, 1));
    try (OnnxRunner runner = new OnnxRunner(whole, spec)) {
      float[] answers = runner.of(values, 2);
      assertThat(answers).hasSize(2 * CLASSES);
      for (int i = 0; i < answers.length; i++) {
        assertThat(answers[i]).isCloseTo(expected[i], Offset.offset(tolerance(expected)));
      }
    }
  }

  /** Fused differently, the two round differently: by a part of the largest answer. */
  private static float tolerance(float[] answers) {
    float largest = 0;
    for (float answer : answers) {
      largest = Math.max(largest, Math.abs(answer));
    }
    return 1e-4f * largest;
  }

  private static float[] photos(InputSpec spec) throws Exception {
    Path folder = SharedData.require("data/photos-apache");
    List<Path> files;
    try (var all = Files.list(folder)) {
      files = all.filter(f -> f.toString().endsWith(".jpg")).sorted().limit(2).toList();
    }
    try (Preparation preparation = new Preparation(spec)) {
      int size = preparation.valuesPerImage();
      float[] values = new float[2 * size];
      for (int i = 0; i < 2; i++) {
        float[] one = preparation.prepareFile(Files.readAllBytes(files.get(i)));
        System.arraycopy(one, 0, values, i * size, size);
      }
      return values;
    }
  }

  private static InputSpec spec(String name, ElementType type, Layout layout, int side) {
    boolean bytes = type == ElementType.UINT8;
    return new InputSpec(
        name,
        type,
        layout,
        side,
        side,
        Colour.RGB,
        Orient.NONE,
        Decode.EXACT,
        new Resize(Resize.Rule.EXACT, side, Resize.Filter.LINEAR),
        Crop.CENTRE,
        bytes ? 1 : 1 / 127.5,
        bytes ? List.of() : List.of(1.0, 1.0, 1.0),
        List.of());
  }
}
