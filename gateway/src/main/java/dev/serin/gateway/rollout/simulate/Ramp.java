package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.decision.OnInconclusive;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.Step;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The plan that is simulated: 1, 5, 10, 25 and 50 % for 10, 10, 10, 10 and 20 minutes. No step
 * waits for samples or for proof, so that every rule sees the same hour, and what is measured is
 * the abort alone: a rollout without one is promoted after its last minute.
 */
final class Ramp {
  /** Length in minutes. */
  static final int MINUTES = 60;

  static final Instant START = Instant.EPOCH;

  private static final List<Step> STEPS =
      List.of(step(100, 10), step(500, 10), step(1_000, 10), step(2_500, 10), step(5_000, 20));

  private Ramp() {}

  /** Share of the candidate in units of 1/10,000 in a minute from 0 to {@link #MINUTES} - 1. */
  static int weight(int minute) {
    return STEPS.get(Math.min(minute / 10, STEPS.size() - 1)).weight();
  }

  /** First minute in which the candidate answers units of this bucket; {@link #MINUTES} if none. */
  static int firstMinute(int bucket) {
    for (int minute = 0; minute < MINUTES; minute += 10) {
      if (bucket < weight(minute)) {
        return minute;
      }
    }
    return MINUTES;
  }

  /** The end of a minute from 0 on. */
  static Instant end(int minute) {
    return START.plus(Duration.ofMinutes(minute + 1L));
  }

  static RolloutPlan plan(Map<Signal, Guard> guards) {
    return plan(STEPS, guards);
  }

  /** For streams that have samples and no minutes: one step that no run outlives. */
  static RolloutPlan endless(Map<Signal, Guard> guards) {
    Duration ever = Duration.ofDays(365);
    return plan(List.of(new Step(5_000, ever, 0, false, ever)), guards);
  }

  private static RolloutPlan plan(List<Step> steps, Map<Signal, Guard> guards) {
    return new RolloutPlan("simulated", "2", "1", 2_000, steps, guards, OnInconclusive.HOLD);
  }

  private static Step step(int weight, int minutes) {
    Duration duration = Duration.ofMinutes(minutes);
    return new Step(weight, duration, 0, false, duration.multipliedBy(4));
  }
}
