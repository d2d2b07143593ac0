package dev.serin.gateway.rollout.evidence;

import java.util.function.DoublePredicate;

/**
 * Confidence sequences: at each look, the values that two one-sided e-processes, each at half of
 * alpha, do not rule out. By Ville's inequality the truth is in all of them with a chance of at
 * least {@code 1 - alpha}. Both e-processes are monotone in the value that they test, so the ends
 * are found by halving.
 *
 * @param value best guess; NaN where there is none
 * @param low lower end
 * @param high upper end; NaN where there is none
 */
record Interval(double value, double low, double high) {
  static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN, Double.NaN);

  private static final int HALVINGS = 16;

  /** Ratios beyond are as good as none or any. */
  private static final double LOG_RATIO_MAX = StrictMath.log(1e6);

  /** Of the mean of bounded values. */
  static Interval mean(ValueCounts counts, Cells cells, double alpha) {
    long total = counts.total();
    if (total == 0) {
      return new Interval(Double.NaN, cells.low(), cells.high());
    }
    double least = 0;
    double most = 0;
    for (var entry : counts.counts().entrySet()) {
      least += cells.least(entry.getKey()) * entry.getValue();
      most += cells.most(entry.getKey()) * entry.getValue();
    }
    least /= total;
    most /= total;
    double bar = -StrictMath.log(alpha / 2);
    double low = end(cells.low(), least, mean -> Bets.above(cells, mean).log(counts, 1) >= bar);
    double high = end(cells.high(), most, mean -> Bets.below(cells, mean).log(counts, 1) >= bar);
    return new Interval((least + most) / 2, low, high);
  }

  /** Of the ratio of the candidate's risk to stable's. */
  static Interval ratio(ArmCounts counts, double alpha) {
    double bar = -StrictMath.log(alpha / 2);
    double best = end(-LOG_RATIO_MAX, LOG_RATIO_MAX, log -> excess(counts, log) >= 0);
    double low = end(-LOG_RATIO_MAX, best, log -> wellAbove(log).log(counts, 1) >= bar);
    double high = end(LOG_RATIO_MAX, best, log -> wellBelow(log).log(counts, 1) >= bar);
    long canary = counts.canary();
    return new Interval(
        canary == counts.total() ? Double.NaN : canary == 0 ? 0 : StrictMath.exp(best),
        low <= -LOG_RATIO_MAX ? 0 : StrictMath.exp(low),
        high >= LOG_RATIO_MAX ? Double.NaN : StrictMath.exp(high));
  }

  /** The same, counted from {@code origin} on. */
  Interval minus(double origin) {
    return new Interval(value - origin, low - origin, high - origin);
  }

  private static RelativeRisk wellAbove(double logRatio) {
    return RelativeRisk.wellAbove(StrictMath.exp(logRatio));
  }

  private static RelativeRisk wellBelow(double logRatio) {
    return RelativeRisk.wellBelow(StrictMath.exp(logRatio));
  }

  /** Derivative of the log likelihood by the log ratio: positive below the likeliest ratio. */
  private static double excess(ArmCounts counts, double logRatio) {
    double ratio = StrictMath.exp(logRatio);
    double excess = 0;
    for (var entry : counts.byWeight().entrySet()) {
      double w = entry.getKey() / 10_000.0;
      ArmCounts.Arms arms = entry.getValue();
      excess += arms.canary() - (arms.canary() + arms.stable()) * w * ratio / (w * ratio + 1 - w);
    }
    return excess;
  }

  /** Where between {@code outer}, and {@code inner} which is not, a value is ruled out; outside. */
  private static double end(double outer, double inner, DoublePredicate ruledOut) {
    double out = outer;
    double in = inner;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = out + (in - out) / 2;
      if (middle == out || middle == in) {
        break;
      }
      if (ruledOut.test(middle)) {
        out = middle;
      } else {
        in = middle;
      }
    }
    return out;
  }
}
