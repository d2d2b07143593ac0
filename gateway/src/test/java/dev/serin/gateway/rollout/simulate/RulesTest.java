package dev.serin.gateway.rollout.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RulesTest {
  private static final FlaggerRule FLAGGER = new FlaggerRule("flagger", 0.99, 3);
  private static final ArgoRule ARGO = new ArgoRule("argo", 0.95, 1);

  @Test
  void flagger_failuresWithGoodMinutesBetween_addUp() {
    assertThat(FLAGGER.verdict(hour(0, 2, 0, 2, 0, 0, 2))).isEqualTo(7);
  }

  @Test
  void flagger_exactlyTheMinimum_isGood() {
    assertThat(FLAGGER.verdict(hour(1, 1, 1, 1, 1, 1))).isEqualTo(Rule.NEVER);
  }

  @Test
  void flagger_minuteWithoutData_hasFailed() {
    Minute nothing = new Minute(100, 0, 6_000, 0, 0, 0, 0);

    assertThat(FLAGGER.verdict(List.of(nothing, nothing, nothing))).isEqualTo(3);
  }

  @Test
  void argo_moreFailuresThanTheLimit_abortsAtTheEndOfTheMeasurement() {
    assertThat(ARGO.verdict(hour(6, 6, 6, 6, 6, 0, 0, 0, 0, 0, 30, 0, 0, 0, 0))).isEqualTo(15);
  }

  @Test
  void argo_asManyFailuresAsTheLimit_goesOn() {
    assertThat(ARGO.verdict(hour(6, 6, 6, 6, 6, 0, 0, 0, 0, 0))).isEqualTo(Rule.NEVER);
  }

  @Test
  void argo_measurementWithoutData_isNoFailure() {
    Minute nothing = new Minute(100, 0, 6_000, 0, 0, 0, 0);

    assertThat(
            new ArgoRule("argo", 0.99, 0)
                .verdict(List.of(nothing, nothing, nothing, nothing, nothing)))
        .isEqualTo(Rule.NEVER);
  }

  @Test
  void evidence_manyErrorsOfOneUnit_countOnce() {
    List<Minute> minutes = new ArrayList<>();
    for (int i = 0; i < Ramp.MINUTES; i++) {
      minutes.add(new Minute(Ramp.weight(i), 100, 100, 20, 0, i == 0 ? 1 : 0, 0));
    }

    assertThat(new EvidenceRule("by unit", false).verdict(minutes)).isEqualTo(Rule.NEVER);
    assertThat(new EvidenceRule("by error", true).verdict(minutes)).isEqualTo(1);
  }

  /** Minutes of 100 canary requests with so many errors each. */
  private static List<Minute> hour(int... errors) {
    List<Minute> minutes = new ArrayList<>();
    for (int number : errors) {
      minutes.add(new Minute(100, 100, 9_900, number, 0, number, 0));
    }
    return minutes;
  }
}
