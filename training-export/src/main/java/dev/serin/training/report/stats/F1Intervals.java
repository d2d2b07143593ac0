package dev.serin.training.report.stats;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * 95 % intervals of F1 by the bootstrap: images are drawn with replacement as often as there are
 * images, F1 is computed of each draw, and the interval is between its 2.5 % and 97.5 % quantiles.
 * After B. Efron, "Bootstrap methods: another look at the jackknife", 1979 (percentile method).
 */
public final class F1Intervals {
  /** Draws; the ends of an interval are then good to about a twentieth of its width. */
  public static final int ROUNDS = 1000;

  private final double[][] byClass;
  private final double[] macro;

  private F1Intervals(double[][] byClass, double[] macro) {
    this.byClass = byClass;
    this.macro = macro;
  }

  /**
   * @param truth the class of each image
   * @param predicted the class each was given
   * @param seed of the draws: the same gives the same intervals
   */
  public static F1Intervals of(int[] truth, int[] predicted, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] byClass = new double[classes][ROUNDS];
    double[] macro = new double[ROUNDS];
    boolean[] seen = new boolean[classes];
    for (int t : truth) {
      seen[t] = true;
    }
    int[] both = new int[classes];
    int[] real = new int[classes];
    int[] given = new int[classes];
    for (int round = 0; round < ROUNDS; round++) {
      Arrays.fill(both, 0);
      Arrays.fill(real, 0);
      Arrays.fill(given, 0);
      for (int i = 0; i < truth.length; i++) {
        int drawn = random.nextInt(truth.length);
        real[truth[drawn]]++;
        given[predicted[drawn]]++;
        if (truth[drawn] == predicted[drawn]) {
          both[truth[drawn]]++;
        }
      }
      double sum = 0;
      int defined = 0;
      for (int c = 0; c < classes; c++) {
        double f1 = Confusion.f1(both[c], real[c], given[c]);
        byClass[c][round] = f1;
        if (seen[c] && !Double.isNaN(f1)) {
          sum += f1;
          defined++;
        }
      }
      macro[round] = sum / defined;
    }
    return new F1Intervals(byClass, macro);
  }

  public Interval ofClass(int c) {
    return quantiles(byClass[c]);
  }

  /** Of the mean F1 of the classes that have images. */
  public Interval ofMean() {
    return quantiles(macro);
  }

  private static Interval quantiles(double[] drawn) {
    double[] sorted = Arrays.stream(drawn).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (sorted.length == 0) {
      return new Interval(0, 1);
    }
    int tail = (int) (0.025 * sorted.length);
    return new Interval(sorted[tail], sorted[sorted.length - 1 - tail]);
  }
}
