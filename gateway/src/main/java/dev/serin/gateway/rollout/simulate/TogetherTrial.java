package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.Rollout;
import java.util.List;

/**
 * All guards at once along the ramp, each at the worst that is still no harm: the error risk 1.1
 * times, latency such that the candidate is slower with chance 0.53, 8 % other labels, a shift of
 * confidence of 0.01, equal accuracy. Any abort is a false one.
 */
final class TogetherTrial implements Trial {
  private static final double RATE = 20;
  private static final double BASE = 0.005;

  /** Quantile of 0.53 of the normal law, times the root of two: two spreads make a difference. */
  private static final double SLOWER = 0.0752698 * Math.sqrt(2);

  /** Immutable, so that all runs can go on from it. */
  private static final Rollout BEGINNING = Rollout.start(Ramp.plan(Guards.ALL), Ramp.START);

  private final Traffic traffic =
      new CrowdTraffic(Weather.STEADY, RATE, BASE, Guards.ERRORS.harm());
  private final Signals signals =
      new Signals(
          SampleModels.latencies(Math.exp(SLOWER * SampleModels.LATENCY_SPREAD)),
          SampleModels.pairs(Guards.AGREEMENT.harm()),
          SampleModels.confidences(-Guards.CONFIDENCE.harm()),
          SampleModels.labels(0));

  @Override
  public List<String> rules() {
    return List.of(Rules.SERIN);
  }

  @Override
  public int horizon() {
    return Ramp.MINUTES;
  }

  @Override
  public void run(Dice dice, List<Verdicts> verdicts) {
    verdicts.get(0).add(delay(dice), 0, 0);
  }

  private int delay(Dice dice) {
    Rollout rollout = BEGINNING;
    List<Minute> minutes = traffic.minutes(dice);
    for (int i = 0; i < minutes.size(); i++) {
      rollout = rollout.look(signals.tally(dice, minutes.get(i)), true, Ramp.end(i)).next();
      if (rollout.state().phase() == Phase.ABORTED) {
        return i + 1;
      }
    }
    return Rule.NEVER;
  }
}
