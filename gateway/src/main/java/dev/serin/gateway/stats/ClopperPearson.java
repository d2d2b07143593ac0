package dev.serin.gateway.stats;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * The interval of Clopper and Pearson (Biometrika 26, 1934) for a share: whatever the true share
 * is, at least 95 % of such intervals hold it.
 *
 * @param low lower end, 0 to 1
 * @param high upper end, 0 to 1
 */
public record ClopperPearson(double low, double high) {
  private static final double TAIL = 0.025;

  /**
   * @param hits 0 to {@code of}
   * @param of at least 1
   */
  public static ClopperPearson interval(long hits, long of) {
    return new ClopperPearson(
        hits == 0
            ? 0
            : BetaDistribution.of((double) hits, of - hits + 1.0)
                .inverseCumulativeProbability(TAIL),
        hits == of
            ? 1
            : BetaDistribution.of(hits + 1.0, (double) (of - hits))
                .inverseSurvivalProbability(TAIL));
  }
}
