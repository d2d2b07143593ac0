package dev.serin.training.report;

import dev.serin.training.data.Examples;
import dev.serin.training.net.Logits;

/** Measures a network on examples. */
public final class Evaluation {
  private static final int BATCH_MAX = 250;

  /** Some 64 MB of input at once; a batch has one example at least. */
  private static final int BATCH_VALUES_MAX = 16 << 20;

  private Evaluation() {}

  /** The network's answers and their worth, in one pass. */
  public static Measured measure(Logits network, Examples examples) {
    int correct = 0;
    double loss = 0;
    int batch = batch(examples);
    for (int from = 0; from < examples.size(); from += batch) {
      int to = Math.min(examples.size(), from + batch);
      float[] logits = logits(network, examples, from, to);
      int classes = logits.length / (to - from);
      for (int i = from; i < to; i++) {
        int at = (i - from) * classes;
        if (best(logits, at, classes) == examples.label(i)) {
          correct++;
        }
        loss += crossEntropy(logits, at, classes, examples.label(i));
      }
    }
    return new Measured(new Score(correct, examples.size()), loss / examples.size());
  }

  /** How many of the examples the network classifies as labelled. */
  public static Score score(Logits network, Examples examples) {
    return measure(network, examples).score();
  }

  /**
   * @param loss mean cross-entropy, in nats
   */
  public record Measured(Score score, double loss) {}

  /** How many examples are given to a network at once. */
  static int batch(Examples examples) {
    return Math.max(1, Math.min(BATCH_MAX, BATCH_VALUES_MAX / examples.valuesPerExample()));
  }

  /** The logits of the examples {@code from} to {@code to} (exclusive), one after the other. */
  static float[] logits(Logits network, Examples examples, int from, int to) {
    int size = examples.valuesPerExample();
    float[] values = new float[(to - from) * size];
    for (int i = from; i < to; i++) {
      examples.write(i, values, (i - from) * size);
    }
    return network.of(values, to - from);
  }

  /**
   * The place, counted from {@code at}, of the largest of {@code classes} values; NaN never wins.
   */
  public static int best(float[] logits, int at, int classes) {
    int best = -1;
    for (int c = 0; c < classes; c++) {
      float value = logits[at + c];
      if (!Float.isNaN(value) && (best < 0 || value > logits[at + best])) {
        best = c;
      }
    }
    return best;
  }

  /** Minus the logarithm of the softmax of class {@code label}; from the largest logit down. */
  private static double crossEntropy(float[] logits, int at, int classes, int label) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, logits[at + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[at + c] - largest);
    }
    return Math.log(sum) + largest - logits[at + label];
  }
}
