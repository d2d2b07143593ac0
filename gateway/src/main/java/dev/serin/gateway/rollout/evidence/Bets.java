package dev.serin.gateway.rollout.evidence;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Betting on the mean of bounded values (Waudby-Smith and Ramdas, Estimating means by betting,
 * arXiv 2010.09686). For values {@code x} in {@code [low, high]} and the hypothesis "the mean,
 * given all before, is at most m",
 *
 * <pre>
 * E = MEAN_j PRODUCT_i (1 + lambda_j (x_i - m)),   lambda_j = f_j / (m - low),  0 &lt; f_j &lt;= 1
 * </pre>
 *
 * is the wealth of someone who splits one coin over bets {@code j} and stakes the fraction {@code
 * f_j} again and again. No factor is negative, and under the hypothesis none has a mean above one:
 * so E is a non-negative supermartingale that starts at one, whatever the distribution, and Ville's
 * inequality bounds it over all looks. For "the mean is at least m" it is {@code lambda_j = -f_j /
 * (high - m)}. E needs the counts of the values only, not their order.
 *
 * <p>With values 0 and 1 a factor is {@code q/m} for a one and {@code (1-q)/(1-m)} for a zero,
 * where {@code q = m + f (1 - m)}, that is {@code lambda = (q - m) / (m (1 - m))}: the likelihood
 * ratio of d.4. With values -1, 0, 1 and m = 0 it is {@code 2q}, 1 and {@code 2(1-q)} with {@code
 * lambda = f = 2q - 1}: McNemar's test of d.5, for which pairs that agree say nothing. One class
 * serves all.
 *
 * <p>Thread-safe; keeps the logarithms of each cell that was ever seen.
 */
final class Bets {
  /** As in d.5, where it makes .95 the largest chance that the right one of a pair is stable. */
  private static final double FRACTION_MAX = 0.9;

  private static final double[] FRACTIONS = Grid.squares(FRACTION_MAX);

  /** For values that seldom lie at the end of their range, so that higher stakes lose little. */
  private static final double[] HIGH_FRACTIONS = Grid.squares(0.98);

  private final Cells cells;
  private final double mean;
  private final boolean up;
  private final double[] lambdas;
  private final Map<Integer, double[]> logs = new ConcurrentHashMap<>();

  private Bets(Cells cells, double mean, boolean up, double[] fractions) {
    if (!(mean > cells.low() && mean < cells.high())) {
      throw new IllegalArgumentException(
          "a mean of " + mean + " is not between " + cells.low() + " and " + cells.high());
    }
    this.cells = cells;
    this.mean = mean;
    this.up = up;
    double scale = up ? 1 / (mean - cells.low()) : -1 / (cells.high() - mean);
    this.lambdas = new double[fractions.length];
    for (int j = 0; j < fractions.length; j++) {
      lambdas[j] = fractions[j] * scale;
    }
  }

  /** Against "the mean is at most {@code mean}". */
  static Bets above(Cells cells, double mean) {
    return new Bets(cells, mean, true, fractions(cells));
  }

  /** Against "the mean is at least {@code mean}". */
  static Bets below(Cells cells, double mean) {
    return new Bets(cells, mean, false, fractions(cells));
  }

  private static double[] fractions(Cells cells) {
    return Math.abs(cells.step()) < 1 ? HIGH_FRACTIONS : FRACTIONS;
  }

  /** Against "the share is at most {@code share}", with the alternatives (share, .9] of d.4. */
  static Bets moreThan(double share) {
    double top = share < FRACTION_MAX ? (FRACTION_MAX - share) / (1 - share) : 0.5;
    return new Bets(Cells.YES_NO, share, true, Grid.squares(top));
  }

  /**
   * Against "the share is at least {@code share}", for shares that are mostly none at all: with
   * alternatives 0, 1/8, 1/4 and 1/2 of it.
   */
  static Bets hardlyAny(double share) {
    return new Bets(Cells.YES_NO, share, false, new double[] {1, 0.875, 0.75, 0.5});
  }

  /**
   * @param scale what each count is multiplied by: one, or more to look ahead
   * @return natural logarithm of E
   */
  double log(ValueCounts counts, double scale) {
    double[] sums = new double[lambdas.length];
    counts.counts().forEach((cell, count) -> add(sums, cell, count * scale));
    return LogSpace.mean(sums);
  }

  private void add(double[] sums, int cell, double count) {
    double[] growth = logs.computeIfAbsent(cell, this::growth);
    for (int j = 0; j < sums.length; j++) {
      sums[j] += count * growth[j];
    }
  }

  /** Where a value was rounded, the end of its cell that speaks against the bet is taken. */
  private double[] growth(int cell) {
    double value = up ? cells.least(cell) : cells.most(cell);
    double[] growth = new double[lambdas.length];
    for (int j = 0; j < growth.length; j++) {
      growth[j] = StrictMath.log1p(lambdas[j] * (value - mean));
    }
    return growth;
  }
}
