package dev.serin.training.report;

import dev.serin.training.data.ImageSet;
import dev.serin.training.report.stats.Softmax;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Answers of no network, for tests. */
public final class SyntheticAnswers {
  private SyntheticAnswers() {}

  /** Labels {@code class 0} and so on. */
  public static List<String> labels(int classes) {
    return IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
  }

  /** Right where {@code right} says so, else of the next class; 4 logits above the others. */
  public static Answers of(List<String> labels, ImageSet images, IntPredicate right) {
    int[] truth = IntStream.range(0, images.size()).map(images::label).toArray();
    float[] logits = new float[images.size() * labels.size()];
    for (int i = 0; i < truth.length; i++) {
      int given = right.test(i) ? truth[i] : (truth[i] + 1) % labels.size();
      logits[i * labels.size() + given] = 4 + i % 5 * 0.1f;
    }
    return new Answers(labels, truth, logits, images);
  }

  /** Logits whose honest temperature is {@code temperature}: truths are drawn by it. */
  public static Answers calibratedBy(double temperature, int n, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] logits = new float[n * classes];
    int[] truth = new int[n];
    double[] p = new double[classes];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < classes; c++) {
        logits[i * classes + c] = (float) (8 * random.nextDouble());
      }
      Softmax.write(logits, i * classes, temperature, p);
      double left = random.nextDouble();
      while (truth[i] < classes - 1 && left >= p[truth[i]]) {
        left -= p[truth[i]++];
      }
    }
    return new Answers(labels(classes), truth, logits, PaintedImages.of(n, classes));
  }
}
