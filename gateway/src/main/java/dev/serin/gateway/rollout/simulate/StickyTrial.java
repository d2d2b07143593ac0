package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.counting.EvidenceCounter;
import dev.serin.gateway.rollout.counting.UnitCells;
import dev.serin.gateway.rollout.evidence.Evidence;
import dev.serin.gateway.rollout.evidence.Signal;
import java.util.List;
import java.util.Map;

/**
 * Users who come again and stay on their side: the k-th of them makes {@code k^-1.1} times the
 * requests of the first, each has an image size, a level of latency and an error rate of its own,
 * and the production classes decide what counts. One run is 50 minutes at 5 requests a second, 10
 * minutes each at 1, 5, 10, 25 and 50 %, with one look a minute.
 *
 * @param users who they are
 * @param levelSd standard deviation of a user's level, which the size does not explain: latency is
 *     {@code exp(level + noise)}, with noise of standard deviation .47
 * @param busyAreSlow whether half of the variance of the level is the user's place among the busy
 * @param ratio of the candidate's latency to stable's
 */
record StickyTrial(Zipf users, double levelSd, boolean busyAreSlow, double ratio) implements Trial {
  static final int MINUTES = 50;

  private static final double REQUESTS_A_MINUTE = 5 * 60;
  private static final double ERRORS = 0.005;
  private static final double ERROR_SPREAD = 1.5;
  private static final double ERRORS_MOST = 0.5;

  /** Bytes; sizes are log-normal too, and lie in four buckets for the most part. */
  private static final double SIZE_MEDIAN = 200_000;

  private static final long MINUTE_NANOS = 60_000_000_000L;

  /** Nanoseconds for each unit of a logarithm: only the order of latencies matters. */
  private static final double SCALE = 1e8;

  private static final List<Signal> SIGNALS = List.of(Signal.LATENCY, Signal.ERRORS, Signal.SPLIT);

  private static final Evidence NOW =
      Evidence.none(
          Map.of(
              Signal.LATENCY, Guards.LATENCY,
              Signal.ERRORS, Guards.ERRORS,
              Signal.SPLIT, Guards.SPLIT));

  private static final Evidence FORMER = Evidence.none(Map.of(Signal.LATENCY, Guards.LATENCY));

  @Override
  public List<String> rules() {
    return List.of("latency", "errors", "split", "latency, each request");
  }

  @Override
  public int promising() {
    return SIGNALS.size();
  }

  @Override
  public int horizon() {
    return MINUTES;
  }

  @Override
  public void run(Dice dice, List<Verdicts> verdicts) {
    Crowd crowd = crowd(dice);
    EvidenceCounter counter = new EvidenceCounter("simulated", Ramp.weight(0), List.of());
    FormerCounting former = new FormerCounting();
    Watched now = new Watched(SIGNALS, NOW);
    Watched before = new Watched(List.of(Signal.LATENCY), FORMER);
    for (int minute = 0; minute < MINUTES; minute++) {
      int weight = Ramp.weight(minute);
      counter.weight(weight);
      int requests = dice.poisson(REQUESTS_A_MINUTE);
      for (int i = 0; i < requests; i++) {
        long at = minute * MINUTE_NANOS + i * (MINUTE_NANOS / requests);
        request(dice, crowd, weight, at, counter, former);
      }
      now.look(counter.drain().tally(), minute + 1);
      before.look(former.drain(), minute + 1);
    }
    now.tell(verdicts, 0);
    before.tell(verdicts, SIGNALS.size());
  }

  private void request(
      Dice dice, Crowd crowd, int weight, long at, EvidenceCounter counter, FormerCounting former) {
    int user = users.draw(dice);
    boolean canary = crowd.buckets[user] < weight;
    UnitCells unit = crowd.cells[user];
    counter.assigned(weight, canary, unit);
    counter.executed(canary);
    if (dice.uniform() < crowd.errors[user]) {
      counter.error(weight, canary, unit);
      return;
    }
    double log = crowd.levels[user] + SampleModels.LATENCY_SPREAD * dice.gaussian();
    long nanos = Math.round(SCALE * (20 + log + (canary ? Math.log(ratio) : 0)));
    counter.latency(canary, unit, crowd.sizes[user], nanos, at);
    former.latency(canary, crowd.sizes[user], nanos, at);
  }

  /** The users of one run. */
  private static final class Crowd {
    private final int[] buckets;
    private final int[] sizes;
    private final double[] levels;
    private final double[] errors;
    private final UnitCells[] cells;

    Crowd(int users) {
      buckets = new int[users];
      sizes = new int[users];
      levels = new double[users];
      errors = new double[users];
      cells = new UnitCells[users];
    }
  }

  private Crowd crowd(Dice dice) {
    Crowd crowd = new Crowd(users.users());
    for (int i = 0; i < users.users(); i++) {
      crowd.buckets[i] = dice.below(10_000);
      crowd.sizes[i] = (int) Math.min(10e6, SIZE_MEDIAN * Math.exp(dice.gaussian()));
      crowd.levels[i] = level(dice, i);
      double proneness = Math.exp(ERROR_SPREAD * dice.gaussian() - ERROR_SPREAD * ERROR_SPREAD / 2);
      crowd.errors[i] = Math.min(ERRORS_MOST, ERRORS * proneness);
      crowd.cells[i] =
          new UnitCells(
              dice.below(1 << UnitCells.SPLIT_BITS),
              dice.below(1 << UnitCells.ERROR_BITS),
              dice.below(1 << UnitCells.UNIT_BITS));
    }
    return crowd;
  }

  /**
   * A user's place is uniform, and so is not normal: its standard deviation is {@code 1/sqrt 12}.
   */
  private double level(Dice dice, int user) {
    double own = dice.gaussian();
    if (!busyAreSlow) {
      return levelSd * own;
    }
    double place = Math.sqrt(12) * (0.5 - (user + 0.5) / users.users());
    return levelSd * Math.sqrt(0.5) * (own + place);
  }
}
