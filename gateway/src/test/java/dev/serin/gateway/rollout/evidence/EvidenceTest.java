package dev.serin.gateway.rollout.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class EvidenceTest {
  private static Evidence of(Signal signal, Guard guard) {
    return Evidence.none(Map.of(signal, guard));
  }

  private static Evidence of(Signal signal, double harm) {
    return of(signal, Guard.of(signal, harm));
  }

  private static Reading reading(Evidence evidence, Signal signal) {
    return evidence.readings().getOrDefault(signal, Reading.NONE);
  }

  @Test
  void none_nothingSeen_nothingRead() {
    Evidence evidence = of(Signal.ERRORS, 1.1);

    assertThat(evidence.readings()).containsOnly(Map.entry(Signal.ERRORS, Reading.NONE));
    assertThat(evidence.estimate(Signal.ERRORS).value()).isNaN();
    assertThat(evidence.worstClass()).isEmpty();
  }

  @Test
  void none_boundOutOfRange_refused() {
    assertThatThrownBy(() -> of(Signal.AGREEMENT, 0)).hasMessageContaining("between 0.0 and 1.0");
    assertThatThrownBy(() -> of(Signal.LATENCY, 0.5)).hasMessageContaining("a mean of 1.0");
    assertThatThrownBy(() -> of(Signal.ERRORS, 0)).hasMessageContaining("a ratio of 0.0");
  }

  @Test
  void plus_otherSignalSeen_readingStays() {
    Evidence before = of(Signal.AGREEMENT, 0.08);
    Tally slow = new Tally();
    slow.latency(1, 1);

    assertThat(before.plus(slow).readings()).isEqualTo(before.readings());
  }

  @Test
  void plus_evidenceFades_readingKeepsLargest() {
    Tally bad = new Tally();
    Counts.disagreements(bad, 20, 20);
    Tally good = new Tally();
    Counts.disagreements(good, 0, 2_000);
    Evidence worst = of(Signal.AGREEMENT, 0.08).plus(bad);
    Evidence later = worst.plus(good);

    assertThat(reading(worst, Signal.AGREEMENT).harm()).isGreaterThan(StrictMath.log(100));
    assertThat(reading(later, Signal.AGREEMENT).harm())
        .isEqualTo(reading(worst, Signal.AGREEMENT).harm());
    assertThat(reading(later, Signal.AGREEMENT).samples()).isEqualTo(2_040);
  }

  @Test
  void estimate_disagreements_shareWithIntervalAndMoreSamples() {
    Tally tally = new Tally();
    Counts.disagreements(tally, 12, 68);
    Evidence evidence = of(Signal.AGREEMENT, 0.08).plus(tally);
    Estimate estimate = evidence.estimate(Signal.AGREEMENT);

    assertThat(estimate.value()).isCloseTo(0.15, within(1e-12));
    assertThat(estimate.low()).isBetween(0.03, 0.1);
    assertThat(estimate.high()).isBetween(0.25, 0.35);
    assertThat(estimate.toProof()).isEmpty();
    long more = estimate.toHarm().orElseThrow();
    assertThat(after(evidence, more)).isGreaterThanOrEqualTo(StrictMath.log(100));
    assertThat(after(evidence, more - 7)).isLessThan(StrictMath.log(100));
  }

  private static double after(Evidence evidence, long more) {
    double scale = 1 + more / 80.0;
    return Processes.harm(Signal.AGREEMENT, Guard.of(Signal.AGREEMENT, 0.08))
        .log(evidence.seen(), scale);
  }

  @Test
  void estimate_alreadyFound_noMoreSamples() {
    Tally tally = new Tally();
    Counts.disagreements(tally, 40, 0);

    assertThat(of(Signal.AGREEMENT, 0.08).plus(tally).estimate(Signal.AGREEMENT).toHarm())
        .isEqualTo(OptionalLong.of(0));
  }

  @Test
  void estimate_healthyWithoutErrors_canaryRequestsToProof() {
    Tally tally = new Tally();
    tally.requests(100, 900);
    Estimate estimate = of(Signal.ERRORS, 1.1).plus(tally).estimate(Signal.ERRORS);

    assertThat(estimate.toProof().orElseThrow()).isBetween(330L, 370L);
    assertThat(estimate.toHarm()).isEmpty();
  }

  @Test
  void estimate_latency_aboveOneHalf() {
    Tally tally = new Tally();
    Counts.latency(tally, 1, 60);
    Counts.latency(tally, 0, 40);

    assertThat(of(Signal.LATENCY, 0.03).plus(tally).estimate(Signal.LATENCY).value())
        .isCloseTo(0.1, within(1e-12));
  }

  @Test
  void estimate_accuracy_lossIsPositive() {
    Tally tally = new Tally();
    Counts.labels(tally, "Coat", 8, 3, 89);

    assertThat(of(Signal.ACCURACY, 0).plus(tally).estimate(Signal.ACCURACY).value())
        .isCloseTo(0.05, within(1e-12));
  }

  @Test
  void estimate_noGuard_unknown() {
    assertThat(of(Signal.ERRORS, 1.1).estimate(Signal.LATENCY)).isEqualTo(Estimate.NONE);
  }

  @Test
  void errors_heavyUserOfCandidate_requestsAreNoTrials() {
    Tally tally = new Tally();
    tally.requests(100_000, 100_000);
    Counts.units(tally, 5_000, 20, 20);

    assertThat(reading(of(Signal.ERRORS, 1.1).plus(tally), Signal.ERRORS).proof()).isLessThan(0.5);
  }

  @Test
  void errors_unitsOfSeveralWeights_countedOnce() {
    Tally oneWeight = new Tally();
    oneWeight.requests(5_000, 5_000);
    Counts.units(oneWeight, 5_000, 300, 300);
    Tally twoWeights = oneWeight.copy();
    Counts.units(twoWeights, 1_000, 290, 2_500);

    assertThat(reading(of(Signal.ERRORS, 1.1).plus(twoWeights), Signal.ERRORS).proof())
        .isEqualTo(reading(of(Signal.ERRORS, 1.1).plus(oneWeight), Signal.ERRORS).proof());
  }

  @Test
  void split_exactAndSkewed_onlySkewedFound() {
    Tally exact = new Tally();
    Counts.units(exact, 1_000, 1_000, 9_000);
    Tally skewed = new Tally();
    Counts.units(skewed, 1_000, 1_150, 8_850);
    double bar = Guard.of(Signal.SPLIT, 0).harmBar();

    assertThat(reading(of(Signal.SPLIT, 0).plus(exact), Signal.SPLIT).harm()).isZero();
    assertThat(reading(of(Signal.SPLIT, 0).plus(skewed), Signal.SPLIT).harm()).isGreaterThan(bar);
  }

  @Test
  void classes_oneRuinedByBetterCandidate_foundAndNamed() {
    Tally tally = new Tally();
    Counts.labels(tally, "Bag", 2, 60, 400);
    Counts.labels(tally, "Coat", 30, 3, 100);
    Counts.labels(tally, "Shirt", 5, 40, 400);
    Guard guard = Guard.of(Signal.CLASSES, 0).withLabels(10);
    Evidence evidence = of(Signal.CLASSES, guard).plus(tally);

    assertThat(reading(evidence, Signal.CLASSES).harm()).isGreaterThan(guard.harmBar());
    assertThat(evidence.worstClass()).contains("Coat");
    assertThat(evidence.estimate(Signal.CLASSES).value()).isCloseTo(27.0 / 133, within(1e-12));
    assertThat(reading(of(Signal.ACCURACY, 0).plus(tally), Signal.ACCURACY).harm()).isZero();
  }

  @Test
  void plus_millionsOfCounts_finite() {
    Tally tally = new Tally();
    tally.agreement().add(1, 3_000_000_000L);
    tally.agreement().add(0, 1_000_000_000_000L);
    Evidence evidence = of(Signal.AGREEMENT, 0.08).plus(tally);

    assertThat(reading(evidence, Signal.AGREEMENT).proof()).isFinite().isGreaterThan(1e6);
    assertThat(evidence.estimate(Signal.AGREEMENT).high()).isLessThan(0.01);
  }
}
