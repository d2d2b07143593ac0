package dev.serin.training.data;

import org.opencv.core.Core;
import org.opencv.core.Mat;

/** The negatives of another set's images: black and white change places, every colour its other. */
public final class NegativeImages implements ImageSet {
  private final ImageSet images;

  public NegativeImages(ImageSet images) {
    this.images = images;
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
  public String name(int i) {
    return images.name(i) + " negative";
  }

  @Override
  public String digest(int i) {
    return images.digest(i);
  }

  @Override
  public Mat pixels(int i) {
    Mat pixels = images.pixels(i);
    Core.bitwise_not(pixels, pixels);
    return pixels;
  }
}
