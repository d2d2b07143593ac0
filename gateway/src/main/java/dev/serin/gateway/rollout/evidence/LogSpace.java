package dev.serin.gateway.rollout.evidence;

/**
 * Sums of numbers that are known by their logarithms only: e-values leave the range of a double.
 */
final class LogSpace {
  /** Terms below {@code e^-40} of the largest one change nothing; left out, the sum is smaller. */
  private static final double NEGLIGIBLE = -40;

  private LogSpace() {}

  /** Natural logarithm of the mean of {@code e^logs[i]}; minus infinity where all terms are. */
  static double mean(double... logs) {
    return sum(logs) - StrictMath.log(logs.length);
  }

  /** Natural logarithm of the sum of {@code e^logs[i]}. */
  static double sum(double... logs) {
    double max = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      max = Math.max(max, log);
    }
    if (Double.isInfinite(max)) {
      return max;
    }
    double sum = 0;
    for (double log : logs) {
      double below = log - max;
      if (below > NEGLIGIBLE) {
        sum += below == 0 ? 1 : StrictMath.exp(below);
      }
    }
    return max + StrictMath.log(sum);
  }
}
