package dev.serin.gateway.rollout.simulate;

/**
 * How often and when one rule fired in the runs of one cell. All are whole numbers: the order in
 * which threads add them up does not matter. Mutable, not thread-safe.
 */
final class Verdicts {
  private final long[] byDelay;
  private long runs;
  private long exposed;
  private long bad;

  /**
   * @param horizon the largest delay
   */
  Verdicts(int horizon) {
    byDelay = new long[horizon + 1];
  }

  /**
   * Counts one run.
   *
   * @param delay when the rule fired, from 1 on; 0 where it did not
   * @param exposed requests of the candidate until then
   * @param bad failed requests of the candidate until then
   */
  void add(int delay, long exposed, long bad) {
    runs++;
    byDelay[delay]++;
    this.exposed += exposed;
    this.bad += bad;
  }

  void add(Verdicts other) {
    runs += other.runs;
    exposed += other.exposed;
    bad += other.bad;
    for (int i = 0; i < byDelay.length; i++) {
      byDelay[i] += other.byDelay[i];
    }
  }

  long runs() {
    return runs;
  }

  /** Runs in which the rule fired. */
  long fired() {
    return runs - byDelay[0];
  }

  /** Share of runs in which the rule fired. */
  double rate() {
    return fired() / (double) runs;
  }

  /** The delay that this share of the runs that fired did not exceed; 0 where none fired. */
  int quantile(double share) {
    long below = 0;
    for (int delay = 1; delay < byDelay.length; delay++) {
      below += byDelay[delay];
      if (below > 0 && below >= share * fired()) {
        return delay;
      }
    }
    return 0;
  }

  /** Requests of the candidate in a run, on average. */
  double exposed() {
    return exposed / (double) runs;
  }

  /** Failed requests of the candidate in a run, on average. */
  double bad() {
    return bad / (double) runs;
  }
}
