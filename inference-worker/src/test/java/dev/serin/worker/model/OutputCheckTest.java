package dev.serin.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.worker.image.ProbePicture;
import dev.serin.worker.model.OutputSpec.Activation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class OutputCheckTest {
  @Test
  void none_valueOutside_isRefusedWithTheWorstOne() {
    refuses(
        Activation.NONE,
        "output 'out' gives 10.0 for a black picture, which is no probability: set"
            + " output.activation: softmax if these are logits",
        answers(new float[] {.2f, 1.5f}, new float[] {0, 1}, new float[] {.5f, .5f}, plain(10, 0)));
    refuses(
        Activation.NONE,
        "gives -0.01 for a white picture",
        answers(new float[] {.2f, .8f}, new float[] {-.01f, 1}));
    refuses(Activation.NONE, "end the graph in a sigmoid if this is a logit", answers(plain(1.2f)));
  }

  @Test
  void none_probabilities_passWithoutRemark() throws Exception {
    assertThat(require(Activation.NONE, plain(.2f, .8f), plain(1.0005f, -.0005f))).isEmpty();
    assertThat(require(Activation.NONE, plain(.2f), plain(.7f))).isEmpty();
    assertThat(require(Activation.NONE, plain(.25f, .72f), plain(.5f, .52f)))
        .as("8 bits")
        .isEmpty();
  }

  @Test
  void none_independentProbabilities_passAndSaySo() throws Exception {
    assertThat(require(Activation.NONE, plain(.2f, .8f), plain(.9f, .8f)))
        .hasValueSatisfying(
            remark ->
                assertThat(remark)
                    .startsWith("the probabilities of a picture do not add up to 1 (a white pic"));
  }

  @Test
  void none_allOnes_isRefusedOrForOneLabelSaid() throws Exception {
    refuses(
        Activation.NONE,
        "gives 1 for every label of every probe picture",
        answers(plain(1, 1), plain(1, 1)));
    assertThat(require(Activation.NONE, plain(1), plain(1))).isPresent();
  }

  @Test
  void softmax_probabilities_areRefused() {
    refuses(
        Activation.SOFTMAX,
        "set output.activation: none",
        answers(plain(.2f, .8f), plain(.3f, .7f), plain(1, 0)));
    refuses(
        Activation.SOFTMAX,
        "set output.activation: none",
        answers(plain(.3334f, .3333f, .3333f), plain(.3333f, .3334f, .3333f)));
  }

  @Test
  void softmax_oneClass_isRefused() {
    refuses(Activation.SOFTMAX, "softmax over one class can only say 1", answers(plain(3)));
  }

  @Test
  void softmax_constantOrNearlyUniform_isNoProbability() throws Exception {
    assertThat(require(Activation.SOFTMAX, plain(.5f, .5f), plain(.5f, .5f))).isEmpty();
    assertThat(require(Activation.SOFTMAX, plain(0, 0), plain(0, 0))).isEmpty();
    assertThat(require(Activation.SOFTMAX, plain(.2f, .8f), plain(.2f, .7f))).isEmpty();
    assertThat(require(Activation.SOFTMAX, plain(.2f, .8f), plain(-.2f, 1.2f))).isEmpty();
  }

  @Test
  void softmax_smallRandomLogits_areNeverTakenForProbabilities() throws Exception {
    long seed = 20_26;
    SplittableRandom random = new SplittableRandom(seed);
    for (int network = 0; network < 20_000; network++) {
      int classes = 2 + random.nextInt(3);
      float[][] logits = new float[ProbePicture.values().length][classes];
      for (float[] picture : logits) {
        for (int c = 0; c < classes; c++) {
          picture[c] = random.nextFloat() * 2 / classes;
        }
      }
      assertThat(require(Activation.SOFTMAX, logits)).as("seed %s", seed).isEmpty();
    }
  }

  @Test
  void any_notANumber_isRefusedWithThePicture() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (Activation activation : Activation.values()) {
        refuses(
            activation,
            "output 'out' gives %s for a white picture".formatted(bad),
            answers(plain(.2f, .8f), plain(bad, .5f)));
      }
    }
  }

  private static float[] plain(float... values) {
    return values;
  }

  /** For the first pictures of the enum. */
  private static Map<ProbePicture, float[]> answers(float[]... values) {
    Map<ProbePicture, float[]> answers = new EnumMap<>(ProbePicture.class);
    ProbePicture[] pictures = {
      ProbePicture.FAINT_NOISE,
      ProbePicture.WHITE,
      ProbePicture.NOISE,
      ProbePicture.BLACK,
      ProbePicture.GRADIENT,
      ProbePicture.GREY
    };
    for (int i = 0; i < values.length; i++) {
      answers.put(pictures[i], values[i]);
    }
    return answers;
  }

  private static Optional<String> require(Activation activation, float[]... values)
      throws InvalidFileException {
    return check(activation, values[0].length).require(answers(values));
  }

  private static void refuses(
      Activation activation, String reason, Map<ProbePicture, float[]> answers) {
    int labels = answers.values().iterator().next().length;
    assertThatThrownBy(() -> check(activation, labels).require(answers))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(reason);
  }

  private static OutputCheck check(Activation activation, int labels) {
    return new OutputCheck(new OutputSpec("out", activation, "labels.txt"), labels);
  }
}
