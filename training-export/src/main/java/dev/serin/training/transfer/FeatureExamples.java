package dev.serin.training.transfer;

import dev.serin.training.data.Examples;
import dev.serin.training.data.ImageSet;
import dev.serin.training.data.VariedExamples;
import java.util.List;
import java.util.SplittableRandom;

/** Features of images, to train on and to measure on; the labels are the images'. */
public final class FeatureExamples implements Examples, VariedExamples {
  private final ImageSet images;
  private final List<List<float[]>> features;
  private final int size;

  /**
   * @param features for each image those of the image as it is, then those of its variants
   * @param size how many an image has
   */
  public FeatureExamples(ImageSet images, List<List<float[]>> features, int size) {
    this.images = images;
    this.features = List.copyOf(features);
    this.size = size;
  }

  @Override
  public int size() {
    return features.size();
  }

  @Override
  public int label(int i) {
    return images.label(i);
  }

  @Override
  public int valuesPerExample() {
    return size;
  }

  @Override
  public void write(int i, float[] values, int at) {
    System.arraycopy(features.get(i).get(0), 0, values, at, size);
  }

  /** Any of the image and its variants, each as likely as the others. */
  @Override
  public void write(int i, SplittableRandom random, float[] values, int at) {
    List<float[]> variants = features.get(i);
    System.arraycopy(variants.get(random.nextInt(variants.size())), 0, values, at, size);
  }
}
