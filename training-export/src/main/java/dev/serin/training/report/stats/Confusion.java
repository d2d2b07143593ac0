package dev.serin.training.report.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** How often images of each class were given each class. Nothing changes after construction. */
public final class Confusion {
  private final int classes;
  private final int[] counts;
  private final int[] truth;
  private final int[] predicted;
  private int images;

  /**
   * A pair of classes that are taken for each other.
   *
   * @param truth the class of the images
   * @param predicted the class they were given, another
   * @param count how many images
   * @param share of the images of class {@code truth}
   */
  public record Pair(int truth, int predicted, int count, double share) {}

  /**
   * @param truth the class of each image, 0 to {@code classes} - 1
   * @param predicted the class each was given, in the same order
   */
  public Confusion(int[] truth, int[] predicted, int classes) {
    this.classes = classes;
    this.counts = new int[classes * classes];
    this.truth = new int[classes];
    this.predicted = new int[classes];
    for (int i = 0; i < truth.length; i++) {
      counts[truth[i] * classes + predicted[i]]++;
      this.truth[truth[i]]++;
      this.predicted[predicted[i]]++;
      images++;
    }
  }

  public int classes() {
    return classes;
  }

  public int images() {
    return images;
  }

  /** Images of class {@code t} that were given class {@code p}. */
  public int count(int t, int p) {
    return counts[t * classes + p];
  }

  /** Images of class {@code c}. */
  public int truth(int c) {
    return truth[c];
  }

  /** Images that were given class {@code c}. */
  public int predicted(int c) {
    return predicted[c];
  }

  /** Images that were given their class. */
  public int correct() {
    int sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += count(c, c);
    }
    return sum;
  }

  /** Of the images of class {@code c}, those that were given it. */
  public Proportion recall(int c) {
    return Proportion.of(count(c, c), truth(c));
  }

  /** Of the images that were given class {@code c}, those that are of it. */
  public Proportion precision(int c) {
    return Proportion.of(count(c, c), predicted(c));
  }

  /** The harmonic mean of precision and recall; NaN for a class that is neither seen nor given. */
  public double f1(int c) {
    return f1(count(c, c), truth(c), predicted(c));
  }

  static double f1(int both, int truth, int predicted) {
    return 2.0 * both / (truth + predicted);
  }

  /** Mean recall of the classes that have images. */
  public double balancedAccuracy() {
    return mean(c -> recall(c).value());
  }

  /** Mean F1 of the classes that have images. */
  public double meanF1() {
    return mean(this::f1);
  }

  private double mean(IntToDoubleFunction ofClass) {
    return IntStream.range(0, classes)
        .filter(c -> truth(c) > 0)
        .mapToDouble(ofClass)
        .average()
        .orElse(Double.NaN);
  }

  /** The {@code most} largest counts off the diagonal, largest first. */
  public List<Pair> mostConfused(int most) {
    List<Pair> pairs = new ArrayList<>();
    for (int t = 0; t < classes; t++) {
      for (int p = 0; p < classes; p++) {
        if (t != p && count(t, p) > 0) {
          pairs.add(new Pair(t, p, count(t, p), (double) count(t, p) / truth(t)));
        }
      }
    }
    pairs.sort(Comparator.comparingInt(Pair::count).thenComparingDouble(Pair::share).reversed());
    return List.copyOf(pairs.subList(0, Math.min(most, pairs.size())));
  }
}
