package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Guard.Reaction;
import dev.serin.gateway.rollout.evidence.Signal;
import java.util.Map;

/** The guards that are simulated, each at its default bounds; all abort, to be counted alike. */
final class Guards {
  static final double ALPHA = 0.01;
  static final Guard ERRORS = guard(1.1, 2);
  static final Guard LATENCY = guard(0.03, 0.1);
  static final Guard AGREEMENT = guard(0.08, 0.12);
  static final Guard ACCURACY = guard(0, 0.01);
  static final Guard CONFIDENCE = guard(0.01, 0.02);
  static final Guard CLASSES = guard(0, 0);
  static final Guard SPLIT = guard(0, 0);

  /** All of them. */
  static final Map<Signal, Guard> ALL =
      Map.of(
          Signal.ERRORS, ERRORS,
          Signal.LATENCY, LATENCY,
          Signal.AGREEMENT, AGREEMENT,
          Signal.ACCURACY, ACCURACY,
          Signal.CONFIDENCE, CONFIDENCE);

  private Guards() {}

  private static Guard guard(double harm, double proof) {
    return new Guard(harm, proof, ALPHA, 0.05, false, Reaction.ABORT);
  }
}
