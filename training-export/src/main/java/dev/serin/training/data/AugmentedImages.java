package dev.serin.training.data;

import java.util.SplittableRandom;
import org.opencv.core.Mat;

/** Images as a network reads them in training. */
public final class AugmentedImages implements VariedExamples {
  private final ImageSet images;
  private final Augmenter augmenter;
  private final Preparation preparation;

  public AugmentedImages(ImageSet images, Augmenter augmenter, Preparation preparation) {
    this.images = images;
    this.augmenter = augmenter;
    this.preparation = preparation;
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public int label(int i) {
    return images.label(i);
  }

  @Override
  public int valuesPerExample() {
    return preparation.valuesPerImage();
  }

  @Override
  public void write(int i, SplittableRandom random, float[] values, int at) {
    Mat pixels = images.pixels(i);
    try {
      augmenter.apply(pixels, random);
      preparation.prepare(pixels, values, at);
    } finally {
      pixels.release();
    }
  }
}
