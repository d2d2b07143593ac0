package dev.serin.training.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HypothesesTest {

  @Test
  void fisher_ladyTastingTea_isKnown() {
    assertThat(Hypotheses.fisher(3, 4, 1, 4)).isCloseTo(34.0 / 70, within(1e-9));
    assertThat(Hypotheses.fisher(4, 4, 0, 4)).isCloseTo(2.0 / 70, within(1e-9));
  }

  @Test
  void fisher_equalShares_isOne() {
    assertThat(Hypotheses.fisher(5, 10, 50, 100)).isCloseTo(1, within(1e-9));
    assertThat(Hypotheses.fisher(10, 10, 100, 100)).isEqualTo(1);
    assertThat(Hypotheses.fisher(0, 0, 3, 4)).isEqualTo(1);
  }

  @Test
  void fisher_manyImages_isTheNormalApproximation() {
    // 92 % of 5000 and 90 % of 5000: z = 3.493, two-sided 0.00048.
    assertThat(Hypotheses.fisher(4600, 5000, 4500, 5000)).isCloseTo(0.0005, within(0.0001));
  }

  @Test
  void holm_raisesInOrder() {
    assertThat(Hypotheses.holm(0.01, 0.04, 0.03))
        .containsExactly(new double[] {0.03, 0.06, 0.06}, within(1e-12));
    assertThat(Hypotheses.holm(0.5, 0.9)).containsExactly(1, 1);
    assertThat(Hypotheses.holm()).isEmpty();
  }
}
