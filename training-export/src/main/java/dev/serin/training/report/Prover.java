package dev.serin.training.report;

import dev.serin.training.data.Examples;
import dev.serin.training.net.Logits;

/** Compares a trained network with its export, image by image. */
public final class Prover {
  private Prover() {}

  /** Gives both networks the examples, or the first {@code examplesMax} of them. */
  public static Comparison compare(
      Logits trained, Logits exported, Examples examples, int examplesMax, double tolerance) {
    int n = Math.min(examples.size(), examplesMax);
    double largest = 0;
    int flips = 0;
    int batch = Evaluation.batch(examples);
    for (int from = 0; from < n; from += batch) {
      int to = Math.min(n, from + batch);
      float[] a = Evaluation.logits(trained, examples, from, to);
      float[] b = Evaluation.logits(exported, examples, from, to);
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
