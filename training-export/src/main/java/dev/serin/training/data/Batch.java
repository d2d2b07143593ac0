package dev.serin.training.data;

/** Images as a network reads them, with their labels. The arrays are the batch's own: read only. */
public final class Batch {
  private final float[] values;
  private final float[] oneHot;
  private final int size;

  Batch(float[] values, float[] oneHot, int size) {
    this.values = values;
    this.oneHot = oneHot;
    this.size = size;
  }

  /** How many images. */
  public int size() {
    return size;
  }

  /** What the network reads, image by image, channel, row, column. */
  public float[] values() {
    return values;
  }

  /** For each image as many values as there are classes: 1 at its class, else 0. */
  public float[] oneHot() {
    return oneHot;
  }
}
