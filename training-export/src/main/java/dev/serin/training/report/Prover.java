package dev.serin.training.report;

import dev.serin.training.data.ImageSet;
import dev.serin.training.net.Logits;

/** Compares a trained network with its export, image by image. */
public final class Prover {
  private static final int BATCH = 100;

  private final Evaluation evaluation;

  public Prover(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** Gives both networks the images, or the first {@code imagesMax} of them. */
  public Comparison compare(
      Logits trained, Logits exported, ImageSet images, int imagesMax, double tolerance) {
    int n = Math.min(images.size(), imagesMax);
    double largest = 0;
    int flips = 0;
    for (int from = 0; from < n; from += BATCH) {
      int to = Math.min(n, from + BATCH);
      float[] a = evaluation.logits(trained, images, from, to, false);
      float[] b = evaluation.logits(exported, images, from, to, false);
      if (a.length != b.length) {
        throw new IllegalArgumentException(
            "one network has "
                + a.length / (to - from)
                + " outputs, the other "
                + b.length / (to - from));
      }
      largest = Math.max(largest, largestDifference(a, b));
      flips += flips(a, b, to - from);
    }
    return new Comparison(n, largest, flips, tolerance);
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      // Math.max hands a NaN on.
      largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
    }
    return largest;
  }

  private static int flips(float[] a, float[] b, int images) {
    int classes = a.length / images;
    int flips = 0;
    for (int i = 0; i < images; i++) {
      if (Evaluation.best(a, i * classes, classes) != Evaluation.best(b, i * classes, classes)) {
        flips++;
      }
    }
    return flips;
  }
}
