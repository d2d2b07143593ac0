package dev.serin.training.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static final int CLASSES = 5;
  private static final int N = 20_000;

  @Test
  void of_byHand_nllBrierAndEce() {
    // Logits of 0.9 and 0.1, once right and once wrong; and a coin, right.
    float nine = (float) Math.log(9);
    float[] logits = {nine, 0, nine, 0, 0, 0};
    Calibration found = Calibration.of(logits, new int[] {0, 1, 0}, 2, 1, 1);
    assertThat(found.nll())
        .isCloseTo((-Math.log(0.9) - Math.log(0.1) - Math.log(0.5)) / 3, within(1e-6));
    assertThat(found.brier())
        .isCloseTo((2 * 0.1 * 0.1 + 2 * 0.9 * 0.9 + 2 * 0.25) / 3, within(1e-6));
    // Bin of 0.9: two images, half right: 0.4 off. Bin of 0.5: one image, right: 0.5 off.
    assertThat(found.ece()).isCloseTo((2 * 0.4 + 0.5) / 3, within(1e-6));
    assertThat(found.meanConfidence()).isCloseTo((0.9 + 0.9 + 0.5) / 3, within(1e-6));
    assertThat(found.bins()).hasSize(2);
    assertThat(found.bins().get(1).accuracy()).isEqualTo(Proportion.of(1, 2));
  }

  @Test
  void of_calibratedDraws_eceIsWhatChanceGives() {
    float[] logits = logits(7);
    int[] truth = truths(logits, 1, 8);
    Calibration found = Calibration.of(logits, truth, CLASSES, 1, 1);
    assertThat(found.ece()).isLessThan(0.012).isCloseTo(found.eceOfCalibrated(), within(0.006));
    assertThat(found.bins().stream().mapToInt(Calibration.Bin::images).sum()).isEqualTo(N);
  }

  @Test
  void of_confidenceThatIsTooHigh_eceIsTheDistance() {
    // Always 0.9 sure, right in 6 of 10.
    float[] logits = new float[2 * 1000];
    int[] truth = new int[1000];
    for (int i = 0; i < 1000; i++) {
      logits[2 * i] = (float) Math.log(9);
      truth[i] = i % 10 < 6 ? 0 : 1;
    }
    Calibration found = Calibration.of(logits, truth, 2, 1, 1);
    assertThat(found.ece()).isCloseTo(0.3, within(1e-6));
    assertThat(found.eceOfCalibrated()).isLessThan(0.02);
  }

  @Test
  void of_temperature_changesProbabilitiesNotAnswers() {
    float[] logits = logits(9);
    int[] truth = truths(logits, 2, 10);
    Calibration hot = Calibration.of(logits, truth, CLASSES, 2, 1);
    Calibration cold = Calibration.of(logits, truth, CLASSES, 1, 1);
    assertThat(hot.ece()).isLessThan(0.012);
    assertThat(cold.ece()).isGreaterThan(0.08);
    assertThat(hot.nll()).isLessThan(cold.nll());
    assertThat(hot.bins().stream().mapToInt(b -> b.accuracy().count()).sum())
        .isEqualTo(cold.bins().stream().mapToInt(b -> b.accuracy().count()).sum());
  }

  @Test
  void softmax_hugeLogits_staysFinite() {
    double[] probabilities = new double[3];
    Softmax.write(new float[] {3e38f, -3e38f, 0}, 0, 1, probabilities);
    assertThat(probabilities).containsExactly(1, 0, 0);
    assertThat(Softmax.crossEntropy(new float[] {1000, 0}, 0, 2, 1, 1)).isEqualTo(1000);
  }

  private static float[] logits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] logits = new float[N * CLASSES];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (6 * random.nextDouble());
    }
    return logits;
  }

  /** Classes drawn by the probabilities of the logits, divided by {@code temperature}. */
  private static int[] truths(float[] logits, double temperature, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] truth = new int[N];
    double[] p = new double[CLASSES];
    for (int i = 0; i < N; i++) {
      Softmax.write(logits, i * CLASSES, temperature, p);
      double left = random.nextDouble();
      while (truth[i] < CLASSES - 1 && left >= p[truth[i]]) {
        left -= p[truth[i]++];
      }
    }
    return truth;
  }
}
