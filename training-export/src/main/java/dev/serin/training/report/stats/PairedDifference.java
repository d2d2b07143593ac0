package dev.serin.training.report.stats;

import org.apache.commons.math3.stat.inference.AlternativeHypothesis;
import org.apache.commons.math3.stat.inference.BinomialTest;

/**
 * How much more often one classifier is right than another, on the same images.
 *
 * @param images that both answered
 * @param onlyFirst images that only the first classifies rightly
 * @param onlySecond images that only the second classifies rightly
 * @param difference accuracy of the second minus that of the first
 * @param low lower end of the 95 % interval of the difference
 * @param high upper end of the 95 % interval of the difference
 * @param p probability of counts as unequal as these or more, were both equally good
 */
public record PairedDifference(
    int images,
    int onlyFirst,
    int onlySecond,
    double difference,
    double low,
    double high,
    double p) {

  /**
   * With the exact test of Q. McNemar, "Note on the sampling error of the difference between
   * correlated proportions", 1947, and the interval of R. G. Newcombe, "Improved confidence
   * intervals for the difference between binomial proportions based on paired data", 1998, method
   * 10.
   *
   * @param both images that both classify rightly
   * @param neither images that neither does
   */
  public static PairedDifference of(int both, int onlyFirst, int onlySecond, int neither) {
    int n = both + onlyFirst + onlySecond + neither;
    Proportion first = Proportion.of(both + onlyFirst, n);
    Proportion second = Proportion.of(both + onlySecond, n);
    double phi = phi(both, onlyFirst, onlySecond, neither);
    double difference = second.value() - first.value();
    double down = distance(second.value() - second.low(), first.high() - first.value(), phi);
    double up = distance(second.high() - second.value(), first.value() - first.low(), phi);
    return new PairedDifference(
        n,
        onlyFirst,
        onlySecond,
        difference,
        difference - down,
        difference + up,
        mcNemar(onlyFirst, onlySecond));
  }

  /** The probability of a split as uneven as this, or more, of so many fair coins. */
  public static double mcNemar(int onlyFirst, int onlySecond) {
    int n = onlyFirst + onlySecond;
    return n == 0
        ? 1
        : Math.min(
            1, new BinomialTest().binomialTest(n, onlyFirst, 0.5, AlternativeHypothesis.TWO_SIDED));
  }

  private static double distance(double a, double b, double phi) {
    return Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  }

  /** The correlation of being right, with Newcombe's correction for continuity. */
  private static double phi(double both, double onlyFirst, double onlySecond, double neither) {
    double margins =
        (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
    if (margins == 0) {
      return 0;
    }
    double determinant = both * neither - onlyFirst * onlySecond;
    if (determinant > 0) {
      double n = both + onlyFirst + onlySecond + neither;
      determinant = Math.max(0, determinant - n / 2);
    }
    return determinant / Math.sqrt(margins);
  }
}
