package dev.serin.gateway.rollout.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Numbers of a script of its own, which multiplies the published factors one observation after the
 * other (in Python, without logarithms) and shares no code with the classes here.
 */
final class OracleTest {
  private static final double CLOSE = 1e-10;

  @Test
  void errors_threeWeights_productOfFactors() {
    Tally tally = new Tally();
    Counts.errors(tally, 100, 3, 9);
    Counts.errors(tally, 500, 4, 20);
    Counts.errors(tally, 5_000, 15, 11);

    assertThat(read(Signal.ERRORS, Guard.of(Signal.ERRORS, 1.1), tally).harm())
        .isCloseTo(1.8043611998900158, within(CLOSE));
  }

  @Test
  void errors_fewOfCandidate_proofFromRatioAndShare() {
    Tally tally = new Tally();
    Counts.errors(tally, 1_000, 2, 60);
    Counts.errors(tally, 5_000, 18, 31);
    Counts.units(tally, 1_000, 90, 810);
    Counts.units(tally, 5_000, 700, 700);
    tally.requests(2_000, 2_000);

    assertThat(read(Signal.ERRORS, Guard.of(Signal.ERRORS, 1.1), tally).proof())
        .isCloseTo(12.932640571464228, within(CLOSE));
  }

  @Test
  void errors_noneInUncountedUnits_proofFromRequests() {
    Tally tally = new Tally();
    tally.requests(460, 460);

    assertThat(read(Signal.ERRORS, Guard.of(Signal.ERRORS, 1.1), tally).proof())
        .isCloseTo(3.245647824460367, within(CLOSE));
  }

  @Test
  void agreement_shareAboveBound_bernoulliMixture() {
    Tally tally = new Tally();
    Counts.disagreements(tally, 12, 48);

    assertThat(read(Signal.AGREEMENT, Guard.of(Signal.AGREEMENT, 0.08), tally).harm())
        .isCloseTo(2.737940647404673, within(CLOSE));
  }

  @Test
  void accuracy_noMargin_mcNemarMixture() {
    Tally tally = new Tally();
    Counts.labels(tally, "Coat", 20, 3, 500);
    Counts.labels(tally, "Shirt", 11, 6, 90);

    assertThat(read(Signal.ACCURACY, Guard.of(Signal.ACCURACY, 0), tally).harm())
        .isCloseTo(4.992495618707429, within(CLOSE));
  }

  @Test
  void accuracy_marginAndProof_betsOnLoss() {
    Tally worse = new Tally();
    Counts.labels(worse, "Coat", 31, 9, 160);
    Tally better = new Tally();
    Counts.labels(better, "Coat", 4, 19, 400);

    assertThat(read(Signal.ACCURACY, Guard.of(Signal.ACCURACY, 0.02), worse).harm())
        .isCloseTo(3.146569490262449, within(CLOSE));
    assertThat(read(Signal.ACCURACY, Guard.of(Signal.ACCURACY, 0), better).proof())
        .isCloseTo(6.680983754286088, within(CLOSE));
  }

  @Test
  void latency_slowAndFast_betsOnChanceOfSlower() {
    Tally slow = new Tally();
    Counts.latency(slow, 0.1, 4);
    Counts.latency(slow, 0.5, 11);
    Counts.latency(slow, 0.75, 17);
    Counts.latency(slow, 1, 9);
    Tally fast = new Tally();
    Counts.latency(fast, 0.1, 44);
    Counts.latency(fast, 0.5, 80);
    Counts.latency(fast, 0.75, 17);
    Counts.latency(fast, 1, 9);
    Guard guard = Guard.of(Signal.LATENCY, 0.03);

    assertThat(read(Signal.LATENCY, guard, slow).harm())
        .isCloseTo(3.7530108048801054, within(CLOSE));
    assertThat(read(Signal.LATENCY, guard, fast).proof())
        .isCloseTo(22.572656716585175, within(CLOSE));
  }

  @Test
  void confidence_bothSides_halfOfEachAndSmallerOfBoth() {
    Tally lessSure = new Tally();
    Counts.confidence(lessSure, -120, 35);
    Counts.confidence(lessSure, -31, 40);
    Counts.confidence(lessSure, 0, 30);
    Counts.confidence(lessSure, 44, 12);
    Tally level = new Tally();
    Counts.confidence(level, -40, 300);
    Counts.confidence(level, -31, 200);
    Counts.confidence(level, 0, 300);
    Counts.confidence(level, 44, 400);
    Guard guard = Guard.of(Signal.CONFIDENCE, 0.01);

    assertThat(read(Signal.CONFIDENCE, guard, lessSure).harm())
        .isCloseTo(1.132606351846577, within(CLOSE));
    assertThat(read(Signal.CONFIDENCE, guard, level).proof())
        .isCloseTo(19.4873815752699, within(CLOSE));
  }

  private static Reading read(Signal signal, Guard guard, Tally tally) {
    return Evidence.none(Map.of(signal, guard))
        .plus(tally)
        .readings()
        .getOrDefault(signal, Reading.NONE);
  }
}
