package dev.serin.training.data;

import org.opencv.core.Mat;

/** Images as a network reads them. */
public final class PreparedImages implements Examples {
  private final ImageSet images;
  private final Preparation preparation;

  public PreparedImages(ImageSet images, Preparation preparation) {
    this.images = images;
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
  public void write(int i, float[] values, int at) {
    Mat pixels = images.pixels(i);
    try {
      preparation.prepare(pixels, values, at);
    } finally {
      pixels.release();
    }
  }
}
