package dev.serin.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serin.training.data.Examples;
import dev.serin.training.onnx.ExportException;
import dev.serin.training.quantize.QuantizeSettings.Activations;
import dev.serin.training.quantize.QuantizeSettings.RangeRule;
import dev.serin.training.quantize.QuantizeSettings.Weights;
import dev.serin.training.report.Evaluation;
import dev.serin.training.report.Quantization;
import dev.serin.training.report.Score;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A dense layer before and after, on images that it labels itself. */
class QuantizationTrialTest {
  private static final int VALUES = 16;
  private static final int CLASSES = 4;
  private static final long[] SHAPE = {VALUES};
  private static final double TURN_NANOS = 1e6;

  private final byte[] model = dense(1);
  private final List<float[]> images = Runs.images(100, VALUES, 2);
  private final Examples heldOut = labelledBy(model);
  private final QuantizationTrial trial =
      new QuantizationTrial(SHAPE, Runs.settings(Weights.PAIRS), TURN_NANOS);

  @Test
  void run_sameNetwork_isAcceptedWithItsNumbers() throws Exception {
    Quantized quantized = Runs.quantized(model, images, SHAPE);

    QuantizeSettings lenient =
        new QuantizeSettings(
            QuantizeSettings.Type.INT8,
            32,
            0.05,
            Weights.PAIRS,
            Activations.UINT8,
            RangeRule.MIN_MAX);
    Quantization result =
        new QuantizationTrial(SHAPE, lenient, TURN_NANOS).run(model, quantized, heldOut);

    assertThat(result.float32()).isEqualTo(new Score(100, 100));
    assertThat(result.int8().correct()).isBetween(95, 100);
    assertThat(result.flips()).isEqualTo(100 - result.int8().correct());
    assertThat(result.calibrationImages()).isEqualTo(32);
    assertThat(result.format()).contains("uint8 activations").contains("(pairs)");
    assertThat(result.float32Bytes()).isEqualTo(model.length);
    assertThat(result.int8Bytes()).isEqualTo(quantized.model().length);
    assertThat(result.oneThread().threads()).isEqualTo(1);
    assertThat(result.allThreads().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    for (Quantization.Speed speed : List.of(result.oneThread(), result.allThreads())) {
      assertThat(speed.float32()).isPositive().isFinite();
      assertThat(speed.int8()).isPositive().isFinite();
      assertThat(speed.speedUp()).isPositive().isFinite();
    }
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readValue(json.writeValueAsBytes(result), Quantization.class))
        .isEqualTo(result);
  }

  @Test
  void run_otherNetwork_isRefusedWithBothScores() {
    Quantized other = Runs.quantized(dense(3), images, SHAPE);
    Quantization measured = trial.measure(model, other, heldOut);

    assertThat(measured.flips()).isBetween(40, 95);
    assertThatExceptionOfType(ExportException.class)
        .isThrownBy(() -> trial.run(model, other, heldOut))
        .withMessageContaining("top-1 100.00 %% in float32 and %d.00 %%", measured.int8().correct())
        .withMessageContaining("100 held-out images, %d answers changed", measured.flips())
        .withMessageContaining("at most 1.00 points may be lost");
  }

  @Test
  void passes_limitOfAHundredth_countsImages() {
    assertThat(scored(100, 99).passes()).isTrue();
    assertThat(scored(100, 98).passes()).isFalse();
    assertThat(scored(90, 95).passes()).isTrue();
    assertThat(scored(90, 95).accuracyDrop()).isNegative();
  }

  private static Quantization scored(int float32, int int8) {
    Quantization.Speed speed = new Quantization.Speed(1, 1, 1, 1, 1);
    return new Quantization(
        "", 1, new Score(float32, 100), new Score(int8, 100), 0, 0.01, 4, 1, speed, speed);
  }

  private static byte[] dense(long seed) {
    return Graphs.of(VALUES)
        .constant("W", Runs.weights(VALUES * CLASSES, 1, seed), VALUES, CLASSES)
        .node("Gemm", List.of("x", "W"), "y")
        .bytes();
  }

  private Examples labelledBy(byte[] graph) {
    float[] logits = Runs.answers(graph, images, SHAPE);
    return new Examples() {
      @Override
      public int size() {
        return images.size();
      }

      @Override
      public int label(int i) {
        return Evaluation.best(logits, i * CLASSES, CLASSES);
      }

      @Override
      public int valuesPerExample() {
        return VALUES;
      }

      @Override
      public void write(int i, float[] values, int at) {
        System.arraycopy(images.get(i), 0, values, at, VALUES);
      }
    };
  }
}
