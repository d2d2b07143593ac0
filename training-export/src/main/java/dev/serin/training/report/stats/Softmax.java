package dev.serin.training.report.stats;

/** Probabilities of logits. */
public final class Softmax {
  private Softmax() {}

  /**
   * Writes the softmax of {@code logits[at]..} divided by {@code temperature} to {@code
   * probabilities}, as many as that has places; from the largest logit down, so nothing overflows.
   */
  public static void write(float[] logits, int at, double temperature, double[] probabilities) {
    double largest = largest(logits, at, probabilities.length);
    double sum = 0;
    for (int c = 0; c < probabilities.length; c++) {
      probabilities[c] = Math.exp((logits[at + c] - largest) / temperature);
      sum += probabilities[c];
    }
    for (int c = 0; c < probabilities.length; c++) {
      probabilities[c] /= sum;
    }
  }

  /** Minus the logarithm of the probability of class {@code label}, in nats. */
  public static double crossEntropy(
      float[] logits, int at, int classes, double temperature, int label) {
    double largest = largest(logits, at, classes);
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp((logits[at + c] - largest) / temperature);
    }
    return Math.log(sum) + (largest - logits[at + label]) / temperature;
  }

  private static double largest(float[] logits, int at, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, logits[at + c]);
    }
    return largest;
  }
}
