package dev.serin.training.report;

import dev.serin.training.data.Examples;
import dev.serin.training.data.ImageSet;
import dev.serin.training.net.Logits;
import dev.serin.training.report.stats.Softmax;
import java.util.List;

/** What a network answered for a set of images. The arrays are not copied: read only. */
public final class Answers {
  private final List<String> labels;
  private final int[] truth;
  private final float[] logits;
  private final ImageSet images;

  /**
   * @param labels names of the classes
   * @param truth the class of each image
   * @param logits image by image, one for each class
   * @param images the images, in the same order
   */
  public Answers(List<String> labels, int[] truth, float[] logits, ImageSet images) {
    if (logits.length != truth.length * labels.size() || images.size() != truth.length) {
      throw new IllegalArgumentException(
          String.format(
              "%d logits of %d classes do not fit %d labels of %d images",
              logits.length, labels.size(), truth.length, images.size()));
    }
    this.labels = List.copyOf(labels);
    this.truth = truth;
    this.logits = logits;
    this.images = images;
  }

  /** Asks a network. The examples are the images after preprocessing, in the same order. */
  public static Answers of(
      Logits network, Examples examples, List<String> labels, ImageSet images) {
    int n = examples.size();
    int[] truth = new int[n];
    float[] logits = new float[n * labels.size()];
    int batch = Evaluation.batch(examples);
    for (int from = 0; from < n; from += batch) {
      int to = Math.min(n, from + batch);
      float[] part = Evaluation.logits(network, examples, from, to);
      if (part.length != (to - from) * labels.size()) {
        throw new IllegalArgumentException(
            "the network has "
                + part.length / (to - from)
                + " outputs for "
                + labels.size()
                + " labels");
      }
      System.arraycopy(part, 0, logits, from * labels.size(), part.length);
      for (int i = from; i < to; i++) {
        truth[i] = examples.label(i);
      }
    }
    return new Answers(labels, truth, logits, images);
  }

  public int size() {
    return truth.length;
  }

  public int classes() {
    return labels.size();
  }

  public List<String> labels() {
    return labels;
  }

  /** The class of each image. */
  public int[] truth() {
    return truth;
  }

  /** Image by image, one for each class. */
  public float[] logits() {
    return logits;
  }

  public ImageSet images() {
    return images;
  }

  /** The class that image {@code i} was given; an answer that is no number gives class 0. */
  public int predicted(int i) {
    return Math.max(0, Evaluation.best(logits, i * classes(), classes()));
  }

  /** The class that each image was given. */
  public int[] predicted() {
    int[] predicted = new int[size()];
    for (int i = 0; i < predicted.length; i++) {
      predicted[i] = predicted(i);
    }
    return predicted;
  }

  public boolean right(int i) {
    return predicted(i) == truth[i];
  }

  /** The probability of the class that image {@code i} was given. */
  public double confidence(int i, double temperature) {
    double[] probabilities = new double[classes()];
    Softmax.write(logits, i * classes(), temperature, probabilities);
    return probabilities[predicted(i)];
  }

  /** Whether the label of image {@code i} is among the {@code k} most probable classes. */
  boolean among(int i, int k) {
    int at = i * classes();
    float own = logits[at + truth[i]];
    int above = 0;
    for (int c = 0; c < classes(); c++) {
      // What is no number is above everything: it earns nothing.
      if (c != truth[i] && !(logits[at + c] <= own)) {
        above++;
      }
    }
    return above < k;
  }
}
