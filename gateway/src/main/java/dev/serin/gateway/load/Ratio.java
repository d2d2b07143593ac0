package dev.serin.gateway.load;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How a figure of B relates to that of A, from pairs of turns: the geometric mean of the ratios of
 * the pairs. The interval is Student's, of the mean of their logarithms: what disturbs the machine
 * disturbs both of a pair, and what is left differs from pair to pair.
 *
 * @param low lower end of the 95 % interval; NaN of one pair
 * @param high upper end
 */
record Ratio(double estimate, double low, double high, int pairs) {
  private static final double UPPER = 0.975;

  /** A figure of both turns of a pair, each above 0. */
  record Pair(double a, double b) {
    boolean isUsable() {
      return a > 0 && b > 0;
    }
  }

  /** Pairs without a figure do not count. */
  static Ratio of(List<Pair> figures) {
    double[] logs =
        figures.stream()
            .filter(Pair::isUsable)
            .mapToDouble(pair -> Math.log(pair.b() / pair.a()))
            .toArray();
    int n = logs.length;
    double sum = 0;
    for (double log : logs) {
      sum += log;
    }
    double mean = sum / n;
    double squares = 0;
    for (double log : logs) {
      squares += (log - mean) * (log - mean);
    }
    double half =
        n < 2
            ? Double.NaN
            : TDistribution.of(n - 1).inverseCumulativeProbability(UPPER)
                * Math.sqrt(squares / (n - 1) / n);
    return new Ratio(Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half), n);
  }
}
