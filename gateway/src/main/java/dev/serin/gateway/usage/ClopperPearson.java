package dev.serin.gateway.usage;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * The interval of Clopper and Pearson (Biometrika 26, 1934) for a share: whatever the true share
 * is, at least 95 % of such intervals hold it.
 *
 * @param low lower end, 0 to 1
 * @param high upper end, 0 to 1
 */
record ClopperPearson(double low, double high) {
  private static final double TAIL = 0.025;

  /**
   * @param hits 0 to {@code of}
   * @param of at least 1
   */
  static ClopperPearson interval(long hits, long of) {
    double more = (double) hits;
    double less = (double) (of - hits);
    return new ClopperPearson(
        hits == 0 ? 0 : BetaDistribution.of(more, less + 1).inverseCumulativeProbability(TAIL),
        hits == of ? 1 : BetaDistribution.of(more + 1, less).inverseSurvivalProbability(TAIL));
  }
}
