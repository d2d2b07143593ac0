package dev.serin.training.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {

  @Test
  void of_differentNumbers_mcNemarIsTheBinomialTest() {
    // 2 * (C(20,0) + ... + C(20,5)) / 2^20
    assertThat(PairedDifference.mcNemar(5, 15)).isCloseTo(2 * 21700.0 / 1048576, within(1e-9));
    assertThat(PairedDifference.mcNemar(15, 5)).isEqualTo(PairedDifference.mcNemar(5, 15));
    assertThat(PairedDifference.mcNemar(8, 8)).isEqualTo(1);
    assertThat(PairedDifference.mcNemar(0, 0)).isEqualTo(1);
  }

  @Test
  void of_swapped_isTheOpposite() {
    PairedDifference there = PairedDifference.of(800, 30, 60, 110);
    PairedDifference back = PairedDifference.of(800, 60, 30, 110);
    assertThat(there.difference()).isCloseTo(0.03, within(1e-12));
    assertThat(back.difference()).isCloseTo(-0.03, within(1e-12));
    assertThat(back.low()).isCloseTo(-there.high(), within(1e-12));
    assertThat(there.low()).isPositive();
    assertThat(there.p()).isLessThan(0.05);
  }

  @Test
  void of_sameAnswers_intervalHoldsZero() {
    PairedDifference same = PairedDifference.of(90, 0, 0, 10);
    assertThat(same.difference()).isZero();
    assertThat(same.low()).isLessThanOrEqualTo(0).isGreaterThan(-0.05);
    assertThat(same.high()).isGreaterThanOrEqualTo(0).isLessThan(0.05);
    assertThat(same.p()).isEqualTo(1);
  }

  @Test
  void of_draws_coversTheTruthAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(11);
    int covered = 0;
    int draws = 3000;
    for (int draw = 0; draw < draws; draw++) {
      int[] counts = new int[4];
      for (int i = 0; i < 150; i++) {
        double u = random.nextDouble();
        counts[u < 0.70 ? 0 : u < 0.80 ? 1 : u < 0.85 ? 2 : 3]++;
      }
      PairedDifference found = PairedDifference.of(counts[0], counts[1], counts[2], counts[3]);
      covered += found.low() <= -0.05 && -0.05 <= found.high() ? 1 : 0;
    }
    assertThat(covered / (double) draws).isBetween(0.935, 0.975);
  }
}
