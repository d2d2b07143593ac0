package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.Rollout;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.evidence.Tally;
import java.util.List;
import java.util.Map;

/**
 * One signal by itself; its delay is the number of samples. The production rollout looks after each
 * sample at first, and then each time that there are 2 % more.
 */
final class StreamTrial implements Trial {
  private static final double MORE = 0.02;

  private final Signal signal;
  private final Rollout beginning;
  private final Samples samples;
  private final int horizon;
  private final double badShare;

  /**
   * @param horizon samples after which a run is given up
   * @param badShare share of the candidate's answers that are bad, 0 to 1
   */
  StreamTrial(Signal signal, Guard guard, Samples samples, int horizon, double badShare) {
    this.signal = signal;
    this.badShare = badShare;
    // Immutable, so that all runs can go on from it.
    this.beginning = Rollout.start(Ramp.endless(Map.of(signal, guard)), Ramp.START);
    this.samples = samples;
    this.horizon = horizon;
  }

  @Override
  public List<String> rules() {
    return List.of(Rules.SERIN);
  }

  @Override
  public int horizon() {
    return horizon;
  }

  @Override
  public void run(Dice dice, List<Verdicts> verdicts) {
    int delay = delay(dice);
    int minute = RampClock.minute(signal, delay == Rule.NEVER ? horizon : delay);
    long exposed = RampClock.canaryRequests(minute);
    verdicts.get(0).add(delay, exposed, Math.round(exposed * badShare));
  }

  private int delay(Dice dice) {
    Rollout rollout = beginning;
    int seen = 0;
    while (seen < horizon) {
      int next = Math.min(horizon, seen + 1 + (int) (seen * MORE));
      Tally tally = new Tally();
      for (; seen < next; seen++) {
        samples.draw(dice, tally);
      }
      rollout = rollout.look(tally, true, Ramp.START.plusSeconds(seen)).next();
      if (rollout.state().phase() == Phase.ABORTED) {
        return seen;
      }
    }
    return Rule.NEVER;
  }
}
