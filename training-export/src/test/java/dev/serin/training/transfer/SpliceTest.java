package dev.serin.training.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.training.net.Classifier;
import dev.serin.training.net.Classifiers;
import dev.serin.training.net.ImageShape;
import dev.serin.training.net.NetworkConfigs;
import dev.serin.training.onnx.OnnxExporter;
import dev.serin.training.onnx.OnnxRunner;
import java.util.Arrays;
import java.util.SplittableRandom;
import onnx.Onnx.ModelProto;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SpliceTest {
  private static final int CLASSES = 3;
  private static final int IMAGES = 5;

  private final Backbone backbone = Backbone.of(TinyBackbone.usual(), null, TinyBackbone.input());

  @Test
  void of_headWithEveryKindOfLayer_answersAsTheTwoDoApart() {
    Classifier head =
        head("[{batch-norm: {}}, {dropout: {rate: 0.3}}, {dense: {units: 8}}, {batch-norm: {}}]");
    float[] images = images();

    float[] expected;
    try (OnnxRunner runner = backbone.runner(1)) {
      expected = head.logits().of(runner.of(images, IMAGES), IMAGES);
    }
    try (OnnxRunner runner =
        new OnnxRunner(Splice.of(backbone, export(head)), TinyBackbone.input(), 1)) {
      assertThat(runner.of(images, IMAGES)).containsExactly(expected, Offset.offset(1e-5f));
      float[] first = Arrays.copyOf(images, images.length / IMAGES);
      assertThat(runner.of(first, 1))
          .containsExactly(Arrays.copyOf(expected, CLASSES), Offset.offset(1e-5f));
    }
  }

  @Test
  void of_sameParts_areTheSameBytesAndKeepTheBackbonesOperatorSet() throws Exception {
    Classifier head = head("[{dense: {units: 8}}]");

    byte[] model = Splice.of(backbone, export(head));

    assertThat(Splice.of(backbone, export(head))).isEqualTo(model);
    ModelProto parsed = ModelProto.parseFrom(model);
    assertThat(parsed.getOpsetImportList()).hasSize(1);
    assertThat(parsed.getOpsetImport(0).getVersion()).isEqualTo(13);
    assertThat(parsed.getGraph().getInputList()).extracting("name").containsExactly("input");
    assertThat(parsed.getGraph().getOutputList())
        .extracting("name")
        .containsExactly(OnnxExporter.OUTPUT);
    assertThat(parsed.getGraph().getNodeList())
        .as("what came after the features is gone")
        .noneMatch(node -> node.getOpType().equals("Softmax"))
        .noneMatch(node -> node.getOutputList().contains("backbone/dense"));
  }

  @Test
  void of_headOfWhatChangedItsMeaning_isRefused() {
    byte[] head = new TinyBackbone().node("Softmax", "answer", "relu").bytes("answer");

    assertThatThrownBy(() -> Splice.of(backbone, head))
        .isInstanceOf(BackboneException.class)
        .hasMessageContaining("operator set 13")
        .hasMessageContaining("[Softmax]");
  }

  private Classifier head(String layers) {
    return new Classifiers()
        .create(
            NetworkConfigs.of("{architecture: custom, layers: " + layers + "}"),
            new ImageShape(backbone.features(), 1, 1, CLASSES),
            3);
  }

  private byte[] export(Classifier head) {
    return new OnnxExporter().export(head.network(), backbone.features(), 1, 1);
  }

  private static float[] images() {
    SplittableRandom random = new SplittableRandom(3);
    float[] values = new float[IMAGES * 3 * TinyBackbone.SIDE * TinyBackbone.SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
