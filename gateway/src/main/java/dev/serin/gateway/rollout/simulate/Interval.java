package dev.serin.gateway.rollout.simulate;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Where a probability lies, by Clopper and Pearson (Biometrika 26, 1934): exact, so that it holds
 * at least as often as it says. The one of {@code gateway.usage} is out of reach: usage knows plans
 * of rollouts, and packages have no cycles.
 *
 * @param low 0 to 1
 * @param high 0 to 1
 */
record Interval(double low, double high) {
  private static final double TAIL = 0.025;

  /** The 95 % interval after {@code hits} of {@code runs}. */
  static Interval of(long hits, long runs) {
    double missed = (double) runs - hits;
    double low =
        hits == 0
            ? 0
            : BetaDistribution.of((double) hits, missed + 1).inverseCumulativeProbability(TAIL);
    double high =
        missed == 0 ? 1 : BetaDistribution.of(hits + 1.0, missed).inverseSurvivalProbability(TAIL);
    return new Interval(low, high);
  }
}
