package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.evidence.Evidence;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Reading;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.evidence.Tally;
import java.util.List;
import java.util.Map;

/**
 * The evidence of one run, and when each guard first found harm: each by itself, as if the others
 * were not there. Not thread-safe.
 */
final class Watched {
  private final List<Signal> signals;
  private final Map<Signal, Guard> guards;
  private final int[] delays;
  private Evidence evidence;

  /**
   * @param start without an observation; immutable, so that all runs can go on from it
   */
  Watched(List<Signal> signals, Evidence start) {
    this.signals = signals;
    this.guards = start.guards();
    this.evidence = start;
    this.delays = new int[signals.size()];
  }

  /** One look. */
  void look(Tally more, int delay) {
    evidence = evidence.plus(more);
    for (int i = 0; i < delays.length; i++) {
      Signal signal = signals.get(i);
      Guard guard = guards.get(signal);
      Reading reading = evidence.readings().get(signal);
      if (guard != null && reading != null && reading.harm() >= guard.harmBar()) {
        delays[i] = delays[i] == Rule.NEVER ? delay : delays[i];
      }
    }
  }

  /** Adds a verdict of each signal, from the {@code first} place on. */
  void tell(List<Verdicts> verdicts, int first) {
    for (int i = 0; i < delays.length; i++) {
      verdicts.get(first + i).add(delays[i], 0, 0);
    }
  }
}
