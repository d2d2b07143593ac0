package dev.serin.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.serin.worker.api.Prediction;
import dev.serin.worker.model.OutputSpec;
import dev.serin.worker.model.OutputSpec.Activation;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ProbabilitiesTest {
  private static final List<String> LABELS = List.of("a", "b", "c");

  private final Probabilities logits = probabilities(Activation.SOFTMAX, LABELS);
  private final Probabilities ready = probabilities(Activation.NONE, LABELS);

  @Test
  void top_ofABatch_takesTheImageAskedFor() {
    float[] outputs = {.5f, .3f, .2f, .1f, .2f, .7f};
    assertThat(ready.top(FloatBuffer.wrap(outputs), 0, 2))
        .containsExactly(new Prediction("a", 0, .5f), new Prediction("b", 1, .3f));
    assertThat(ready.top(FloatBuffer.wrap(outputs), 1, 1))
        .containsExactly(new Prediction("c", 2, .7f));
  }

  @Test
  void top_moreThanThereAre_isAll() {
    assertThat(ready.top(FloatBuffer.wrap(new float[] {.5f, .3f, .2f}), 0, 100)).hasSize(3);
  }

  @Test
  void top_equalValues_lowerIndexFirst() {
    assertThat(ready.top(FloatBuffer.wrap(new float[] {.2f, .4f, .4f}), 0, 2))
        .extracting(Prediction::index)
        .containsExactly(1, 2);
    assertThat(logits.top(FloatBuffer.wrap(new float[] {1, 1, 1}), 0, 3))
        .extracting(Prediction::index)
        .containsExactly(0, 1, 2);
  }

  @Test
  void top_largeLogits_doNotOverflow() {
    List<Prediction> top = logits.top(FloatBuffer.wrap(new float[] {3e38f, -3e38f, 1e38f}), 0, 3);
    assertThat(top).extracting(Prediction::probability).containsExactly(1f, 0f, 0f);
    assertThat(
            logits.top(FloatBuffer.wrap(new float[] {1000, 1001, 999}), 0, 1).get(0).probability())
        .isCloseTo(0.66524094f, within(1e-6f));
  }

  @Test
  void top_notANumber_throws() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertThatThrownBy(() -> logits.top(FloatBuffer.wrap(new float[] {0, bad, 0}), 0, 3))
          .isInstanceOf(ArithmeticException.class);
    }
  }

  @Test
  void top_noProbability_throwsAndSaysWhat() {
    for (float bad : new float[] {10, 1.002f, -.002f, -3}) {
      assertThatThrownBy(() -> ready.top(FloatBuffer.wrap(new float[] {.5f, bad, 0}), 0, 1))
          .isInstanceOf(ArithmeticException.class)
          .hasMessage(bad + ", which is no probability");
    }
  }

  @Test
  void top_outsideByRounding_isPutInside() {
    assertThat(ready.top(FloatBuffer.wrap(new float[] {1.0005f, -.0005f, .3f}), 0, 3))
        .extracting(Prediction::probability)
        .containsExactly(1f, .3f, 0f);
  }

  @Test
  void top_random_isTheHeadOfTheSorted() {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int classes = 1 + random.nextInt(40);
      List<String> labels = new ArrayList<>();
      List<Prediction> all = new ArrayList<>();
      float[] values = new float[classes];
      for (int i = 0; i < classes; i++) {
        labels.add("label " + i);
        values[i] = random.nextInt(10) / 10f;
        all.add(new Prediction(labels.get(i), i, values[i]));
      }
      all.sort(
          Comparator.comparingDouble((Prediction p) -> -p.probability())
              .thenComparingInt(Prediction::index));
      int top = 1 + random.nextInt(classes);
      assertThat(probabilities(Activation.NONE, labels).top(FloatBuffer.wrap(values), 0, top))
          .as("seed %s", seed)
          .isEqualTo(all.subList(0, top));
    }
  }

  private static Probabilities probabilities(Activation activation, List<String> labels) {
    return new Probabilities(new OutputSpec("out", activation, "labels.txt"), labels);
  }
}
