package dev.serin.training.report.stats;

/**
 * A share with its uncertainty.
 *
 * @param count of those that are meant, 0 to {@code of}
 * @param of all; may be 0, and then nothing is known
 * @param value {@code count / of}; NaN where {@code of} is 0
 * @param low lower end of the 95 % interval
 * @param high upper end of the 95 % interval
 */
public record Proportion(int count, int of, double value, double low, double high) {
  /** The 0.975 quantile of the standard normal distribution. */
  static final double Z = 1.959963984540054;

  /**
   * With Wilson's interval, which keeps within 0..1 and to its level for small counts too: E. B.
   * Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
   */
  public static Proportion of(int count, int of) {
    if (count < 0 || count > of) {
      throw new IllegalArgumentException(count + " of " + of);
    }
    if (of == 0) {
      return new Proportion(0, 0, Double.NaN, 0, 1);
    }
    double p = (double) count / of;
    double z2 = Z * Z / of;
    double centre = (p + z2 / 2) / (1 + z2);
    double half = Z / (1 + z2) * Math.sqrt(p * (1 - p) / of + z2 / (4 * of));
    // At the ends the formula gives exactly 0 and 1, but for rounding.
    double low = count == 0 ? 0 : centre - half;
    double high = count == of ? 1 : centre + half;
    return new Proportion(count, of, p, low, high);
  }

  public Interval interval() {
    return new Interval(low, high);
  }
}
