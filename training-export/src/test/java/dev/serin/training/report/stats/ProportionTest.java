package dev.serin.training.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {

  /** R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I. */
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0, 0.1611",
    "1, 29, 0.0061, 0.1718"
  })
  void of_publishedExamples_givesWilsonsInterval(int count, int of, double low, double high) {
    Proportion share = Proportion.of(count, of);
    assertThat(share.value()).isEqualTo((double) count / of);
    assertThat(share.low()).isCloseTo(low, within(0.00005));
    assertThat(share.high()).isCloseTo(high, within(0.00005));
  }

  @Test
  void of_allAndNone_mirrorEachOther() {
    for (int n = 1; n < 200; n += 13) {
      for (int k = 0; k <= n; k++) {
        Proportion share = Proportion.of(k, n);
        Proportion mirrored = Proportion.of(n - k, n);
        assertThat(share.low()).isBetween(0.0, share.value());
        assertThat(share.high()).isBetween(share.value(), 1.0);
        assertThat(share.low()).isCloseTo(1 - mirrored.high(), within(1e-12));
      }
    }
    assertThat(Proportion.of(7, 7).high()).isEqualTo(1);
  }

  @Test
  void of_draws_coversTheTruthAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(5);
    int covered = 0;
    for (int draw = 0; draw < 4000; draw++) {
      double truth = random.nextDouble();
      int count = 0;
      for (int i = 0; i < 60; i++) {
        count += random.nextDouble() < truth ? 1 : 0;
      }
      covered += Proportion.of(count, 60).interval().contains(truth) ? 1 : 0;
    }
    assertThat(covered / 4000.0).isBetween(0.94, 0.965);
  }

  @Test
  void of_nothing_knowsNothing() {
    Proportion share = Proportion.of(0, 0);
    assertThat(share.value()).isNaN();
    assertThat(share.interval()).isEqualTo(new Interval(0, 1));
    assertThatThrownBy(() -> Proportion.of(3, 2)).isInstanceOf(IllegalArgumentException.class);
  }
}
