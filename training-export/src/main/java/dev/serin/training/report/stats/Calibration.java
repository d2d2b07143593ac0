package dev.serin.training.report.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Whether a classifier is right as often as it says. The expected calibration error (ECE) is the
 * mean distance between confidence, the probability of the class given, and accuracy, over {@value
 * #BINS} bins of equal width, weighted by their images: C. Guo et al., "On calibration of modern
 * neural networks", 2017.
 *
 * @param nll mean negative log-likelihood, in nats
 * @param brier mean squared distance of the probabilities from the truth, summed over the classes,
 *     0 to 2: G. W. Brier, "Verification of forecasts expressed in terms of probability", 1950
 * @param ece expected calibration error, 0 to 1
 * @param eceOfCalibrated the ECE that chance alone gives a perfectly calibrated classifier with
 *     these confidences: the mean over {@value #DRAWS} draws of which answers are right. After J.
 *     Bröcker and L. A. Smith, "Increasing the reliability of reliability diagrams", 2007
 * @param meanConfidence of all images
 * @param bins those that have images, lowest confidence first
 */
public record Calibration(
    double nll,
    double brier,
    double ece,
    double eceOfCalibrated,
    double meanConfidence,
    List<Bin> bins) {

  public static final int BINS = 15;
  private static final int DRAWS = 100;

  /**
   * Images of about the same confidence.
   *
   * @param from lowest confidence
   * @param to highest confidence
   * @param images how many
   * @param confidence their mean
   * @param accuracy share of those that are right
   */
  public record Bin(double from, double to, int images, double confidence, Proportion accuracy) {}

  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * @param logits image by image, {@code classes} each
   * @param truth the class of each image; one at least
   * @param temperature the logits are divided by
   * @param seed of the draws behind {@code eceOfCalibrated}
   */
  public static Calibration of(
      float[] logits, int[] truth, int classes, double temperature, long seed) {
    double[] probabilities = new double[classes];
    double[] confidence = new double[truth.length];
    boolean[] right = new boolean[truth.length];
    double nll = 0;
    double brier = 0;
    for (int i = 0; i < truth.length; i++) {
      Softmax.write(logits, i * classes, temperature, probabilities);
      int best = 0;
      for (int c = 0; c < classes; c++) {
        double distance = probabilities[c] - (c == truth[i] ? 1 : 0);
        brier += distance * distance;
        if (probabilities[c] > probabilities[best]) {
          best = c;
        }
      }
      confidence[i] = probabilities[best];
      right[i] = best == truth[i];
      nll += Softmax.crossEntropy(logits, i * classes, classes, temperature, truth[i]);
    }
    return new Calibration(
        nll / truth.length,
        brier / truth.length,
        ece(confidence, right),
        eceOfCalibrated(confidence, seed),
        java.util.Arrays.stream(confidence).sum() / truth.length,
        bins(confidence, right));
  }

  /** The expected calibration error of answers of these confidences, of which some are right. */
  static double ece(double[] confidence, boolean[] right) {
    double[] excess = new double[BINS];
    for (int i = 0; i < confidence.length; i++) {
      excess[bin(confidence[i])] += confidence[i] - (right[i] ? 1 : 0);
    }
    double sum = 0;
    for (double e : excess) {
      sum += Math.abs(e);
    }
    return sum / confidence.length;
  }

  private static double eceOfCalibrated(double[] confidence, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean[] right = new boolean[confidence.length];
    double sum = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int i = 0; i < right.length; i++) {
        right[i] = random.nextDouble() < confidence[i];
      }
      sum += ece(confidence, right);
    }
    return sum / DRAWS;
  }

  private static List<Bin> bins(double[] confidence, boolean[] right) {
    int[] images = new int[BINS];
    int[] correct = new int[BINS];
    double[] sum = new double[BINS];
    for (int i = 0; i < confidence.length; i++) {
      int b = bin(confidence[i]);
      images[b]++;
      correct[b] += right[i] ? 1 : 0;
      sum[b] += confidence[i];
    }
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      if (images[b] > 0) {
        bins.add(
            new Bin(
                (double) b / BINS,
                (b + 1.0) / BINS,
                images[b],
                sum[b] / images[b],
                Proportion.of(correct[b], images[b])));
      }
    }
    return bins;
  }

  private static int bin(double confidence) {
    return Math.min(BINS - 1, (int) (confidence * BINS));
  }
}
