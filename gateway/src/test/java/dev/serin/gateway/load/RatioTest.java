package dev.serin.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.serin.gateway.load.Ratio.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RatioTest {
  @Test
  void of_knownPairs_byHand() {
    // Logarithms of 2, 1 and 1/2: mean 0, deviation ln 2; t(0.975, 2) = 4.302653.
    Ratio ratio = Ratio.of(List.of(new Pair(1, 2), new Pair(3, 3), new Pair(4, 2)));
    assertThat(ratio.estimate()).isCloseTo(1, within(1e-12));
    double high = Math.exp(4.302653 * Math.log(2) / Math.sqrt(3));
    assertThat(ratio.high()).isCloseTo(high, within(1e-4));
    assertThat(ratio.low()).isCloseTo(1 / high, within(1e-4));
  }

  @Test
  void of_onePair_noInterval() {
    Ratio ratio = Ratio.of(List.of(new Pair(2, 3)));
    assertThat(ratio.estimate()).isCloseTo(1.5, within(1e-12));
    assertThat(ratio.low()).isNaN();
  }

  @Test
  void of_pairWithoutFigure_leftOut() {
    assertThat(Ratio.of(List.of(new Pair(2, 4), new Pair(2, 4), new Pair(0, 3))).pairs())
        .isEqualTo(2);
  }

  /** The machine's drift is common to a pair; 95 % of the intervals must hold the true ratio. */
  @Test
  void of_noisyPairs_intervalHoldsTheTruthAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(11);
    int held = 0;
    for (int run = 0; run < 2_000; run++) {
      List<Pair> pairs = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        double drift = Math.exp(random.nextGaussian());
        pairs.add(
            new Pair(
                drift * Math.exp(0.1 * random.nextGaussian()),
                1.2 * drift * Math.exp(0.1 * random.nextGaussian())));
      }
      Ratio ratio = Ratio.of(pairs);
      held += ratio.low() <= 1.2 && 1.2 <= ratio.high() ? 1 : 0;
    }
    assertThat(held / 2_000.0).as("seed 11").isCloseTo(0.95, within(0.02));
  }
}
