package dev.serin.training.report;

import dev.serin.training.data.Augmentation;
import dev.serin.training.data.ImageSet;
import dev.serin.training.data.Preparation;
import dev.serin.training.net.Logits;

/** Measures a network on an image set. */
public final class Evaluation {
  private static final int BATCH = 250;

  private final Preparation preparation;

  public Evaluation(Preparation preparation) {
    this.preparation = preparation;
  }

  /** The score on the images as they are. */
  public Score score(Logits network, ImageSet images) {
    return score(network, images, false);
  }

  /** The score on the images' negatives. */
  public Score inverted(Logits network, ImageSet images) {
    return score(network, images, true);
  }

  private Score score(Logits network, ImageSet images, boolean invert) {
    int correct = 0;
    for (int from = 0; from < images.size(); from += BATCH) {
      int to = Math.min(images.size(), from + BATCH);
      float[] logits = logits(network, images, from, to, invert);
      int classes = logits.length / (to - from);
      for (int i = from; i < to; i++) {
        if (best(logits, (i - from) * classes, classes) == images.label(i)) {
          correct++;
        }
      }
    }
    return new Score(correct, images.size());
  }

  /** The logits of the images {@code from} to {@code to} (exclusive), image by image. */
  float[] logits(Logits network, ImageSet images, int from, int to, boolean invert) {
    int pixels = preparation.valuesPerImage();
    float[] values = new float[(to - from) * pixels];
    for (int i = from; i < to; i++) {
      byte[] image = images.image(i);
      preparation.prepare(
          invert ? Augmentation.inverted(image) : image, values, (i - from) * pixels);
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
}
