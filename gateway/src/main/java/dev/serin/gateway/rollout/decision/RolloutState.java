package dev.serin.gateway.rollout.decision;

import dev.serin.gateway.rollout.evidence.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that changes in a rollout, but for its evidence.
 *
 * @param phase where it stands
 * @param step index of the current step, also after the end
 * @param stepStarted when the step began, later by the time that it was paused
 * @param requestsBefore canary requests seen before the step began
 * @param pausedAt when it was paused; null where it is not
 * @param labelledAt since when guards are required that wait for the first label; null where none
 *     does, or no label has come
 * @param acknowledged signals whose harm a person has seen and takes
 * @param reason why it is in this phase, in words
 */
public record RolloutState(
    Phase phase,
    int step,
    Instant stepStarted,
    long requestsBefore,
    @Nullable Instant pausedAt,
    @Nullable Instant labelledAt,
    Set<Signal> acknowledged,
    String reason) {

  public RolloutState {
    acknowledged = acknowledged.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(acknowledged));
  }

  static RolloutState start(Instant now) {
    return new RolloutState(Phase.PROGRESSING, 0, now, 0, null, null, Set.of(), "started");
  }

  /** Share of the candidate in units of 1/10,000: none once the rollout is over. */
  public int weight(RolloutPlan plan) {
    return phase.isFinal() ? 0 : plan.steps().get(step).weight();
  }

  /** Time spent in the current step, without pauses. */
  public Duration elapsed(Instant now) {
    return Duration.between(stepStarted, pausedAt == null ? now : pausedAt);
  }

  /** Whether guards are required that wait for the first label. */
  public boolean labelled() {
    return labelledAt != null;
  }

  RolloutState labelled(Instant now) {
    return new RolloutState(
        phase, step, stepStarted, requestsBefore, pausedAt, now, acknowledged, reason);
  }

  RolloutState in(Phase next, String why) {
    return new RolloutState(
        next, step, stepStarted, requestsBefore, pausedAt, labelledAt, acknowledged, why);
  }

  RolloutState nextStep(Instant now, long requests, String why) {
    return new RolloutState(
        Phase.PROGRESSING, step + 1, now, requests, null, labelledAt, acknowledged, why);
  }

  RolloutState paused(Instant now, String why) {
    return new RolloutState(
        Phase.PAUSED, step, stepStarted, requestsBefore, now, labelledAt, acknowledged, why);
  }

  /** The step's clock goes on where it stood. */
  RolloutState resumed(Instant now, Set<Signal> accepted, String why) {
    Instant shifted = pausedAt == null ? stepStarted : now.minus(elapsed(now));
    Set<Signal> all = EnumSet.noneOf(Signal.class);
    all.addAll(acknowledged);
    all.addAll(accepted);
    return new RolloutState(
        Phase.PROGRESSING, step, shifted, requestsBefore, null, labelledAt, all, why);
  }
}
