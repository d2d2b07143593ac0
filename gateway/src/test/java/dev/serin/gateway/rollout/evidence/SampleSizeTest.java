package dev.serin.gateway.rollout.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The figures are those of the paragraph on starvation in the design of the statistics. */
final class SampleSizeTest {
  @Test
  void errors_twiceAsMany_asDesigned() {
    assertThat(SampleSize.errors(0.01, 2, 1.1, 100, 0.005)).isCloseTo(316_000, withPercentage(0.5));
    assertThat(SampleSize.errors(0.01, 2, 1.1, 1_000, 0.005)).isCloseTo(36_000, withPercentage(2));
    assertThat(SampleSize.errors(0.01, 2, 1.1, 5_000, 0.005)).isCloseTo(15_000, withPercentage(4));
  }

  @Test
  void errors_tenTimesAsMany_asDesigned() {
    assertThat(SampleSize.errors(0.01, 10, 1.1, 100, 0.005)).isCloseTo(7_200, withPercentage(1));
  }

  @Test
  void errors_healthyToBeProven_asDesigned() {
    assertThat(SampleSize.errors(0.05, 1, 2, 100, 0.005)).isCloseTo(198_000, withPercentage(1));
    assertThat(SampleSize.errors(0.05, 1, 2, 1_000, 0.005)).isCloseTo(23_000, withPercentage(2));
  }

  @Test
  void errors_truthIsBound_infinite() {
    assertThat(SampleSize.errors(0.01, 1.1, 1.1, 100, 0.005)).isInfinite();
  }

  @Test
  void withoutErrors_thatManyUnits_proveAndOneFewerDoesNot() {
    Guard guard = Guard.of(Signal.ERRORS, 1.1);
    long units = SampleSize.withoutErrors(guard);

    assertThat(units).isBetween(430L, 470L);
    assertThat(proof(guard, units)).isGreaterThanOrEqualTo(guard.proofBar());
    assertThat(proof(guard, units - 2)).isLessThan(guard.proofBar());
  }

  private static double proof(Guard guard, long units) {
    Tally tally = new Tally();
    tally.requests(units, units);
    return Evidence.none(Map.of(Signal.ERRORS, guard))
        .plus(tally)
        .readings()
        .getOrDefault(Signal.ERRORS, Reading.NONE)
        .proof();
  }

  @Test
  void share_fromEightPercent_likelihoodRatio() {
    // ln 100 / (.12 ln(.12/.08) + .88 ln(.88/.92))
    assertThat(SampleSize.share(0.01, 0.12, 0.08)).isCloseTo(482.5, within(1.0));
    assertThat(SampleSize.share(0.01, 0, 0.08)).isCloseTo(55.2, within(0.1));
    assertThat(SampleSize.share(0.01, 0.08, 0.08)).isInfinite();
  }

  @Test
  void labels_noMargin_mcNemarOnDiscordantPairs() {
    // ln 100 / (.1 * KL(.6, .5)) where 6 % lose and 4 % win
    assertThat(SampleSize.labels(0.01, 0.02, 0, 0.1)).isCloseTo(2_287, within(2.0));
    assertThat(SampleSize.labels(0.05, 0, 0.01, 0.1)).isBetween(5_000.0, 7_000.0);
    assertThat(SampleSize.labels(0.05, 0.01, 0.01, 0.1)).isGreaterThan(1e9);
  }

  @Test
  void shift_beyondAndBelowBound_squareOfDeviationOverGap() {
    // about 2 deviation^2 ln(2/alpha) / gap^2, more where no bet may be that high
    assertThat(SampleSize.shift(0.01, -0.05, 0.01, 0.3)).isBetween(590.0, 610.0);
    assertThat(SampleSize.shift(0.01, -0.05, 0.01, 0.1)).isBetween(140.0, 170.0);
    assertThat(SampleSize.shift(0.05, 0, 0.02, 0.1)).isBetween(190.0, 205.0);
    assertThat(SampleSize.shift(0.05, 0.02, 0.02, 0.1)).isGreaterThan(1e9);
  }
}
