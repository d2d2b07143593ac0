package dev.serin.training.data;

import java.util.SplittableRandom;

/**
 * Mixes a batch with itself turned back to front: values and labels alike, one share for the batch,
 * drawn from a Beta distribution. H. Zhang et al., "mixup: Beyond empirical risk minimization",
 * 2017.
 */
final class Mixup {
  private final double alpha;

  /**
   * @param alpha both parameters of the Beta distribution; 0 mixes nothing
   */
  Mixup(double alpha) {
    this.alpha = alpha;
  }

  void apply(float[] values, float[] labels, int n, SplittableRandom random) {
    if (alpha == 0) {
      return;
    }
    float share = (float) beta(random);
    mix(values, n, share);
    mix(labels, n, share);
  }

  private static void mix(float[] rows, int n, float share) {
    int size = rows.length / n;
    for (int low = 0, high = n - 1; low < high; low++, high--) {
      for (int k = 0; k < size; k++) {
        float a = rows[low * size + k];
        float b = rows[high * size + k];
        rows[low * size + k] = share * a + (1 - share) * b;
        rows[high * size + k] = share * b + (1 - share) * a;
      }
    }
  }

  /**
   * Beta(alpha, alpha) by rejection. M. Jöhnk, "Erzeugung von betaverteilten und gammaverteilten
   * Zufallszahlen", 1964. Quick for the alpha of up to 1 that mixing uses, right for every one.
   */
  private double beta(SplittableRandom random) {
    while (true) {
      double x = Math.pow(random.nextDouble(), 1 / alpha);
      double y = Math.pow(random.nextDouble(), 1 / alpha);
      if (x + y > 0 && x + y <= 1) {
        return x / (x + y);
      }
    }
  }
}
