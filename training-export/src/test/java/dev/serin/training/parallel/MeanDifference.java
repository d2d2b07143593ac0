package dev.serin.training.parallel;

import java.util.Locale;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The mean of paired differences, with the interval of 95 % that Student's t gives it.
 *
 * @param mean of the differences
 * @param low lower end
 * @param high upper end
 */
record MeanDifference(double mean, double low, double high) {

  /** Of the second minus the first, pair by pair; two pairs or more. */
  static MeanDifference of(double[] first, double[] second) {
    int n = first.length;
    double[] differences = new double[n];
    for (int i = 0; i < n; i++) {
      differences[i] = second[i] - first[i];
    }
    double mean = DoubleStream.of(differences).average().orElseThrow();
    double error = Math.sqrt(StatUtils.variance(differences) / n);
    double half = new TDistribution(n - 1.0).inverseCumulativeProbability(0.975) * error;
    return new MeanDifference(mean, mean - half, mean + half);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%+.4f (95 %% interval %+.4f to %+.4f)", mean, low, high);
  }
}
