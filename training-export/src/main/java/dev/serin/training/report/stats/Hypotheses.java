package dev.serin.training.report.stats;

import java.util.Arrays;
import java.util.Comparator;
import org.apache.commons.math3.distribution.HypergeometricDistribution;

/** Tests of hypotheses. */
public final class Hypotheses {
  /** Tables as likely as the one seen count, rounding or not. */
  private static final double ROUNDING = 1 + 1e-7;

  private Hypotheses() {}

  /**
   * Fisher's exact test, two-sided: the probability of tables as unlikely as this or more, were the
   * shares of both groups equal. R. A. Fisher, "On the interpretation of chi-square from
   * contingency tables, and the calculation of P", 1922.
   *
   * @param countA of the {@code ofA} of the first group
   * @param countB of the {@code ofB} of the second group
   */
  public static double fisher(int countA, int ofA, int countB, int ofB) {
    int count = countA + countB;
    if (ofA == 0 || ofB == 0 || count == 0 || count == ofA + ofB) {
      return 1;
    }
    HypergeometricDistribution tables = new HypergeometricDistribution(null, ofA + ofB, count, ofA);
    double seen = tables.logProbability(countA);
    double limit = seen + Math.log(ROUNDING);
    double p = 0;
    for (int k = tables.getSupportLowerBound(); k <= tables.getSupportUpperBound(); k++) {
      double log = tables.logProbability(k);
      if (log <= limit) {
        p += Math.exp(log);
      }
    }
    return Math.min(1, p);
  }

  /**
   * The p-values of several tests, raised so that the chance of even one false alarm stays below
   * the level they are compared with: S. Holm, "A simple sequentially rejective multiple test
   * procedure", 1979. In the order they were given.
   */
  public static double[] holm(double... p) {
    Integer[] order = new Integer[p.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> p[i]));
    double[] adjusted = new double[p.length];
    double largest = 0;
    for (int rank = 0; rank < p.length; rank++) {
      largest = Math.max(largest, Math.min(1, (p.length - rank) * p[order[rank]]));
      adjusted[order[rank]] = largest;
    }
    return adjusted;
  }
}
