package dev.serin.gateway.rollout.decision;

import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Reading;
import dev.serin.gateway.rollout.evidence.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Plans and readings for tests: two steps, the second one with a proof gate. */
final class Plans {
  static final Instant START = Instant.parse("2026-11-23T16:00:00Z");

  /** At the bar exactly: found. */
  static final double FOUND_AT_1_PERCENT = -StrictMath.log(0.01);

  static final double PROVEN_AT_5_PERCENT = -StrictMath.log(0.05);

  private Plans() {}

  static RolloutPlan plan(OnInconclusive onInconclusive) {
    Map<Signal, Guard> guards = new EnumMap<>(Signal.class);
    guards.put(Signal.ERRORS, Guard.of(Signal.ERRORS, 1.1));
    guards.put(Signal.AGREEMENT, Guard.of(Signal.AGREEMENT, 0.08));
    guards.put(Signal.ACCURACY, Guard.of(Signal.ACCURACY, 0));
    guards.put(Signal.CONFIDENCE, Guard.of(Signal.CONFIDENCE, 0.01));
    guards.put(Signal.CLASSES, Guard.of(Signal.CLASSES, 0));
    return new RolloutPlan(
        "fashion",
        "2",
        "1",
        2_000,
        List.of(
            new Step(100, Duration.ofMinutes(10), 50, false, Duration.ofMinutes(40)),
            new Step(5_000, Duration.ofMinutes(20), 100, true, Duration.ofMinutes(80))),
        guards,
        onInconclusive);
  }

  static RolloutPlan plan() {
    return plan(OnInconclusive.HOLD);
  }

  static Instant minute(long minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  static Map<Signal, Reading> harmed(Signal... signals) {
    Map<Signal, Reading> readings = new EnumMap<>(Signal.class);
    for (Signal signal : signals) {
      readings.put(signal, new Reading(100, FOUND_AT_1_PERCENT, 0));
    }
    return readings;
  }

  static Map<Signal, Reading> proven(Signal... signals) {
    Map<Signal, Reading> readings = new EnumMap<>(Signal.class);
    for (Signal signal : signals) {
      readings.put(signal, new Reading(100, 0, PROVEN_AT_5_PERCENT));
    }
    return readings;
  }

  static Map<Signal, Reading> both(Map<Signal, Reading> some, Map<Signal, Reading> others) {
    Map<Signal, Reading> readings = new EnumMap<>(some);
    readings.putAll(others);
    return readings;
  }
}
