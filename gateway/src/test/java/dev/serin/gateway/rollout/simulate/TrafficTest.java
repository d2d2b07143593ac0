package dev.serin.gateway.rollout.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.serin.gateway.stats.ClopperPearson;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The models draw what they say; seeds are fixed, and the bounds some standard errors wide. */
final class TrafficTest {
  private static final int RUNS = 2_000;

  @Test
  void poisson_smallAndLargeMeans_haveThatMeanAndVariance() {
    for (double mean : new double[] {0, 0.01, 3, 19.9, 20.1, 5_000}) {
      Dice dice = Dice.of(7, "poisson", 0);
      double sum = 0;
      double squares = 0;
      int draws = 100_000;
      for (int i = 0; i < draws; i++) {
        double off = dice.poisson(mean) - mean;
        sum += off;
        squares += off * off;
      }
      assertThat(sum / draws).isCloseTo(0, within(5 * Math.sqrt(mean / draws) + 1e-9));
      assertThat(squares / draws).isCloseTo(mean, within(0.05 * mean + 1e-9));
    }
  }

  @Test
  void dice_ofOtherRunsCellsAndSeeds_differ() {
    assertThat(
            List.of(Dice.of(1, "a", 1), Dice.of(2, "a", 1), Dice.of(1, "b", 1), Dice.of(1, "a", 0)))
        .extracting(Dice::uniform)
        .doesNotHaveDuplicates();
  }

  @Test
  void crowd_allWeathers_failAsOftenAsSaid() {
    for (Weather weather : List.of(Weather.STEADY, Weather.DIURNAL, Weather.BURSTS)) {
      Sums sums = sums(new CrowdTraffic(weather, 20, 0.01, 2));

      // Swings of traffic and errors are independent: their product has the product's mean.
      assertThat(sums.requests / RUNS).isCloseTo(72_000, within(1_000.0));
      assertThat(sums.canaryErrors / sums.canary).isCloseTo(0.02, within(0.001));
      assertThat(sums.stableErrors / sums.stable).isCloseTo(0.01, within(0.0005));
      double burst = weather == Weather.BURSTS ? Weather.BURST : 1;
      assertThat(sums.canaryErrors / sums.canaryUnits).isCloseTo(burst, within(0.05));
    }
  }

  @Test
  void users_ofWhomAFewSendMost_failAsOftenAsSaidAndStayOnTheirSide() {
    Sums sums = sums(new UserTraffic(1_000, 20, 0.005, 2));

    assertThat(sums.requests / RUNS).isCloseTo(72_000, within(100.0));
    assertThat(sums.stableErrors / sums.stable).isCloseTo(0.005, within(0.0005));
    assertThat(sums.canaryErrors / sums.canary).isCloseTo(0.01, within(0.001));
    assertThat(sums.canary / sums.requests).isCloseTo(0.235, within(0.01));
    assertThat(sums.canaryUnits).isLessThan(sums.canaryErrors);
  }

  @Test
  void interval_ofClopperAndPearson_isAsInTheTables() {
    assertThat(ClopperPearson.interval(0, 10).low()).isEqualTo(0);
    assertThat(ClopperPearson.interval(0, 10).high()).isCloseTo(0.30850, within(1e-5));
    assertThat(ClopperPearson.interval(10, 10).low()).isCloseTo(0.69150, within(1e-5));
    assertThat(ClopperPearson.interval(10, 10).high()).isEqualTo(1);
    // scipy.stats.binomtest(27, 10_000).proportion_ci()
    assertThat(ClopperPearson.interval(27, 10_000).low()).isCloseTo(0.0017800, within(1e-7));
    assertThat(ClopperPearson.interval(27, 10_000).high()).isCloseTo(0.0039259, within(1e-7));
  }

  private static Sums sums(Traffic traffic) {
    Sums sums = new Sums();
    for (int run = 0; run < RUNS; run++) {
      traffic.minutes(Dice.of(11, "traffic", run)).forEach(sums::add);
    }
    return sums;
  }

  private static final class Sums {
    private double requests;
    private double canary;
    private double stable;
    private double canaryErrors;
    private double stableErrors;
    private double canaryUnits;

    void add(Minute minute) {
      requests += minute.canary() + minute.stable();
      canary += minute.canary();
      stable += minute.stable();
      canaryErrors += minute.canaryErrors();
      stableErrors += minute.stableErrors();
      canaryUnits += minute.canaryUnits();
    }
  }
}
