package dev.serin.gateway.rollout.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class IntervalTest {
  private static ValueCounts yesNo(int yes, int no) {
    ValueCounts counts = new ValueCounts();
    counts.add(1, yes);
    counts.add(0, no);
    return counts;
  }

  @Test
  void mean_manyCounts_asWideAsBetaBinomialMixture() {
    for (int[] sample : new int[][] {{80, 920}, {500, 500}, {30, 70}, {3_000, 1_000}}) {
      Interval ours = Interval.mean(yesNo(sample[0], sample[1]), Cells.YES_NO, 0.05);
      double share = (double) sample[0] / (sample[0] + sample[1]);
      double low = betaBinomialEnd(sample[0], sample[1], 0, share);
      double high = betaBinomialEnd(sample[0], sample[1], 1, share);

      assertThat(ours.value()).isCloseTo(share, within(1e-12));
      assertThat((ours.high() - ours.low()) / (high - low)).isBetween(0.85, 1.15);
      assertThat(ours.low()).isCloseTo(low, within(0.2 * (share - low)));
      assertThat(ours.high()).isCloseTo(high, within(0.2 * (high - share)));
    }
  }

  /**
   * An end of the confidence sequence by the beta-binomial mixture (Howard and others 2021, as in
   * confseq, here with the uniform prior): where {@code B(k + 1, n - k + 1) / (m^k (1-m)^(n-k))}
   * reaches 1/alpha.
   */
  private static double betaBinomialEnd(int yes, int no, double outer, double inner) {
    double beta = -StrictMath.log(yes + no + 1.0);
    for (int i = 1; i <= no; i++) {
      beta += StrictMath.log(i) - StrictMath.log(yes + i);
    }
    double out = outer;
    double in = inner;
    for (int i = 0; i < 60; i++) {
      double middle = (out + in) / 2;
      double log = beta - yes * StrictMath.log(middle) - no * StrictMath.log(1 - middle);
      if (log >= -StrictMath.log(0.05)) {
        out = middle;
      } else {
        in = middle;
      }
    }
    return in;
  }

  @Test
  void mean_endsOfInterval_testedByOneSidedProcesses() {
    ValueCounts counts = yesNo(120, 880);
    Interval interval = Interval.mean(counts, Cells.YES_NO, 0.02);

    assertThat(Bets.above(Cells.YES_NO, interval.low()).log(counts, 1))
        .isCloseTo(StrictMath.log(100), within(0.01));
    assertThat(Bets.below(Cells.YES_NO, interval.high()).log(counts, 1))
        .isCloseTo(StrictMath.log(100), within(0.01));
  }

  @Test
  void mean_nothingSeen_wholeRange() {
    assertThat(Interval.mean(new ValueCounts(), Cells.LOSS, 0.01))
        .isEqualTo(new Interval(Double.NaN, -1, 1));
  }

  @Test
  void ratio_sevenToThirteenAtOneTenth_likeliestRatio() {
    Interval interval = Interval.ratio(Counts.errors(1_000, 7, 13).errors(), 0.05);

    assertThat(interval.value()).isCloseTo(7.0 / 13 * 9, within(5e-3));
    assertThat(interval.low()).isBetween(0.8, 3.0);
    assertThat(interval.high()).isBetween(7.0, 30.0);
  }

  @Test
  void ratio_oneSideOnly_openThere() {
    Interval noneOfCandidate = Interval.ratio(Counts.errors(1_000, 0, 400).errors(), 0.05);
    Interval allOfCandidate = Interval.ratio(Counts.errors(1_000, 40, 0).errors(), 0.05);
    Interval nothing = Interval.ratio(new ArmCounts(), 0.05);

    assertThat(noneOfCandidate.value()).isZero();
    assertThat(noneOfCandidate.low()).isZero();
    assertThat(noneOfCandidate.high()).isBetween(0.05, 0.5);
    assertThat(allOfCandidate.value()).isNaN();
    assertThat(allOfCandidate.low()).isGreaterThan(10);
    assertThat(allOfCandidate.high()).isNaN();
    assertThat(nothing).isEqualTo(new Interval(Double.NaN, 0, Double.NaN));
  }

  @Test
  void ratio_manyLooksAtRisingWeights_truthMissedAtMostAlpha() {
    long seed = 20_261_123;
    Random random = new Random(seed);
    int missed = 0;
    int runs = 200;
    for (int run = 0; run < runs; run++) {
      double truth = StrictMath.exp(random.nextGaussian());
      ArmCounts counts = new ArmCounts();
      boolean miss = false;
      for (int look = 0; look < 10 && !miss; look++) {
        int weight = look < 3 ? 500 : look < 6 ? 2_000 : 5_000;
        double w = weight / 10_000.0;
        double theta = w * truth / (w * truth + 1 - w);
        for (int i = random.nextInt(24); i > 0; i--) {
          boolean canary = random.nextDouble() < theta;
          counts.add(weight, canary ? 1 : 0, canary ? 0 : 1);
        }
        Interval interval = Interval.ratio(counts, 0.1);
        miss = interval.low() > truth || interval.high() < truth;
      }
      missed += miss ? 1 : 0;
    }
    assertThat(missed).as("of %d, seed %d", runs, seed).isLessThanOrEqualTo(runs / 10);
  }

  @Test
  void mean_manyLooks_truthMissedAtMostAlpha() {
    long seed = 20_261_124;
    Random random = new Random(seed);
    int missed = 0;
    int runs = 200;
    for (int run = 0; run < runs; run++) {
      double truth = (random.nextDouble() - 0.5) / 5;
      Tally tally = new Tally();
      boolean miss = false;
      for (int look = 0; look < 10 && !miss; look++) {
        for (int i = 0; i < 20; i++) {
          tally.confidence(truth + (random.nextInt(5) - 2) * 0.1);
        }
        Interval interval = Interval.mean(tally.confidence(), Cells.CONFIDENCE, 0.1);
        miss = interval.low() > truth || interval.high() < truth;
      }
      missed += miss ? 1 : 0;
    }
    assertThat(missed).as("of %d, seed %d", runs, seed).isLessThanOrEqualTo(runs / 10);
  }
}
