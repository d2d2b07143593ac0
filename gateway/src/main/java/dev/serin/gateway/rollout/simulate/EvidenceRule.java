package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.Rollout;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.evidence.Tally;
import java.util.List;
import java.util.Map;

/**
 * Serin's own: the production rollout, looked at once a minute, with its guard on errors.
 *
 * @param name as in tables
 * @param everyError whether each failed request counts, and not each unit once: what the product
 *     does not do, and why
 */
record EvidenceRule(String name, boolean everyError) implements Rule {
  /** Immutable, so that all runs can go on from it. */
  private static final Rollout BEGINNING =
      Rollout.start(Ramp.plan(Map.of(Signal.ERRORS, Guards.ERRORS)), Ramp.START);

  @Override
  public int verdict(List<Minute> minutes) {
    Rollout rollout = BEGINNING;
    for (int i = 0; i < minutes.size(); i++) {
      Minute minute = minutes.get(i);
      if (rollout.weight() != minute.weight()) {
        throw new IllegalStateException(
            "minute " + i + " was made for another weight than " + rollout.weight());
      }
      rollout = rollout.look(tally(minute), true, Ramp.end(i)).next();
      if (rollout.state().phase().isFinal()) {
        return rollout.state().phase() == Phase.ABORTED ? i + 1 : NEVER;
      }
    }
    return NEVER;
  }

  private Tally tally(Minute minute) {
    Tally tally = new Tally();
    tally.requests(minute.canary(), minute.stable());
    long canary = everyError ? minute.canaryErrors() : minute.canaryUnits();
    long stable = everyError ? minute.stableErrors() : minute.stableUnits();
    if (canary + stable > 0) {
      tally.errors().add(minute.weight(), canary, stable);
    }
    return tally;
  }
}
