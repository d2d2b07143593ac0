package dev.serin.gateway.rollout.decision;

import static dev.serin.gateway.rollout.decision.Decision.Action.ABORT;
import static dev.serin.gateway.rollout.decision.Decision.Action.ADVANCE;
import static dev.serin.gateway.rollout.decision.Decision.Action.CONTINUE;
import static dev.serin.gateway.rollout.decision.Decision.Action.HOLD;
import static dev.serin.gateway.rollout.decision.Decision.Action.PROMOTE;
import static dev.serin.gateway.rollout.decision.Plans.both;
import static dev.serin.gateway.rollout.decision.Plans.harmed;
import static dev.serin.gateway.rollout.decision.Plans.minute;
import static dev.serin.gateway.rollout.decision.Plans.proven;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.rollout.evidence.Reading;
import dev.serin.gateway.rollout.evidence.Signal;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DeciderTest {
  private static final Map<Signal, Reading> NOTHING = Map.of();
  private static final RolloutState FIRST = RolloutState.start(Plans.START);
  private static final RolloutState LAST = FIRST.nextStep(Plans.START, 60, "next");

  private final RolloutPlan plan = Plans.plan();

  private Decision decide(
      RolloutState state, Map<Signal, Reading> readings, long requests, int minute) {
    return decide(plan, state, readings, requests, minute);
  }

  private static Decision decide(
      RolloutPlan plan,
      RolloutState state,
      Map<Signal, Reading> readings,
      long requests,
      int minute) {
    return new Decider(plan).decide(state, new Findings(readings, requests, true), minute(minute));
  }

  @Test
  void decide_candidateNotReady_abortsBeforeAll() {
    Findings findings = new Findings(proven(Signal.ERRORS), 10_000, false);

    for (RolloutState state : new RolloutState[] {FIRST, LAST, FIRST.paused(minute(1), "lunch")}) {
      Decision decision = new Decider(plan).decide(state, findings, minute(30));
      assertThat(decision.action()).isEqualTo(ABORT);
      assertThat(decision.reason()).contains("version 2");
    }
  }

  @Test
  void decide_fatalHarm_abortsAtOnceAlsoWherePaused() {
    Map<Signal, Reading> readings = harmed(Signal.ERRORS, Signal.AGREEMENT);

    assertThat(decide(FIRST, readings, 0, 0).action()).isEqualTo(ABORT);
    assertThat(decide(FIRST, readings, 0, 0).reason()).contains("errors");
    assertThat(decide(FIRST.paused(minute(1), "lunch"), readings, 0, 2).action()).isEqualTo(ABORT);
  }

  @Test
  void decide_fatalHarmAcknowledged_abortsAllTheSame() {
    RolloutState taken = FIRST.resumed(minute(0), Set.of(Signal.ERRORS), "taken");

    assertThat(decide(taken, harmed(Signal.ERRORS), 0, 1).action()).isEqualTo(ABORT);
  }

  @Test
  void decide_fatalHarmAtDeadlineOfProvenStep_abortsFirst() {
    Map<Signal, Reading> readings = both(proven(Signal.ERRORS), harmed(Signal.ACCURACY));

    assertThat(decide(LAST, readings, 10_000, 90).action()).isEqualTo(ABORT);
  }

  @Test
  void decide_paused_waits() {
    RolloutState paused = FIRST.paused(minute(1), "pause by anna");

    assertThat(decide(paused, harmed(Signal.AGREEMENT), 10_000, 500))
        .isEqualTo(new Decision(CONTINUE, "pause by anna"));
  }

  @Test
  void decide_harmThatHolds_holdsBeforeTheGate() {
    Decision decision = decide(FIRST, harmed(Signal.AGREEMENT), 10_000, 10);

    assertThat(decision.action()).isEqualTo(HOLD);
    assertThat(decision.reason()).contains("agreement");
  }

  @Test
  void decide_harmJustBelowBar_isNone() {
    double below = Math.nextDown(Plans.FOUND_AT_1_PERCENT);

    assertThat(decide(FIRST, Map.of(Signal.ERRORS, new Reading(9, below, 0)), 60, 10).action())
        .isEqualTo(ADVANCE);
  }

  @Test
  void decide_harmAcknowledged_goesOn() {
    RolloutState taken = FIRST.resumed(minute(0), Set.of(Signal.AGREEMENT), "taken");

    assertThat(decide(taken, harmed(Signal.AGREEMENT), 60, 10).action()).isEqualTo(ADVANCE);
    assertThat(decide(taken, harmed(Signal.AGREEMENT, Signal.CLASSES), 60, 10).reason())
        .contains("classes");
  }

  @Test
  void decide_labelsProveAccuracy_overruleAgreementAndConfidenceOnly() {
    Map<Signal, Reading> labels = proven(Signal.ACCURACY);

    assertThat(
            decide(FIRST, both(labels, harmed(Signal.AGREEMENT, Signal.CONFIDENCE)), 60, 10)
                .action())
        .isEqualTo(ADVANCE);
    assertThat(decide(FIRST, both(labels, harmed(Signal.CLASSES)), 60, 10).action())
        .isEqualTo(HOLD);
    assertThat(decide(FIRST, both(labels, harmed(Signal.ERRORS)), 60, 10).action())
        .isEqualTo(ABORT);
  }

  @Test
  void decide_exposureStep_waitsForTimeThenForSamples() {
    assertThat(decide(FIRST, NOTHING, 10_000, 9).action()).isEqualTo(CONTINUE);
    assertThat(decide(FIRST, NOTHING, 49, 10).action()).isEqualTo(HOLD);
    assertThat(decide(FIRST, NOTHING, 49, 10).reason()).contains("fewer than 50");
    assertThat(decide(FIRST, NOTHING, 50, 10).action()).isEqualTo(ADVANCE);
  }

  @Test
  void decide_samplesOfFormerSteps_doNotCount() {
    assertThat(decide(LAST, proven(Signal.ERRORS), 159, 20).action()).isEqualTo(HOLD);
    assertThat(decide(LAST, proven(Signal.ERRORS), 160, 20).action()).isEqualTo(PROMOTE);
  }

  @Test
  void decide_proofStep_waitsForRequiredGuardsOnly() {
    Decision open = decide(LAST, proven(Signal.ACCURACY, Signal.AGREEMENT), 10_000, 20);

    assertThat(open.action()).isEqualTo(HOLD);
    assertThat(open.reason()).isEqualTo("not proven harmless yet: errors");
    assertThat(decide(LAST, proven(Signal.ERRORS), 10_000, 19).action()).isEqualTo(CONTINUE);
    assertThat(decide(LAST, proven(Signal.ERRORS), 10_000, 20).action()).isEqualTo(PROMOTE);
  }

  @Test
  void decide_deadline_policyDecides() {
    assertThat(decide(LAST, NOTHING, 10_000, 79).action()).isEqualTo(HOLD);
    assertThat(decide(Plans.plan(OnInconclusive.HOLD), LAST, NOTHING, 10_000, 80).action())
        .isEqualTo(HOLD);
    assertThat(decide(Plans.plan(OnInconclusive.ADVANCE), LAST, NOTHING, 10_000, 80).action())
        .isEqualTo(PROMOTE);
    assertThat(decide(Plans.plan(OnInconclusive.ADVANCE), FIRST, NOTHING, 0, 40).action())
        .isEqualTo(ADVANCE);
    assertThat(decide(Plans.plan(OnInconclusive.ABORT), LAST, NOTHING, 10_000, 80))
        .satisfies(decision -> assertThat(decision.action()).isEqualTo(ABORT))
        .satisfies(decision -> assertThat(decision.reason()).contains("not proven", "errors"));
  }

  @Test
  void decide_harmThatHoldsAtDeadline_holdsWhateverThePolicy() {
    for (OnInconclusive policy : OnInconclusive.values()) {
      assertThat(decide(Plans.plan(policy), LAST, harmed(Signal.AGREEMENT), 10_000, 500).action())
          .isEqualTo(HOLD);
    }
  }

  @Test
  void decide_sameSituationLater_sameReason() {
    assertThat(decide(LAST, NOTHING, 10_000, 21)).isEqualTo(decide(LAST, NOTHING, 10_001, 22));
    assertThat(decide(FIRST, NOTHING, 1, 3)).isEqualTo(decide(FIRST, NOTHING, 2, 4));
  }
}
