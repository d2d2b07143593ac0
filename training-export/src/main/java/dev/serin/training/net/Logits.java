package dev.serin.training.net;

/** A network's answer before the softmax, whatever runs the network. */
public interface Logits {

  /**
   * The logits of {@code n} images.
   *
   * @param values what the network reads, image by image, channel, row, column
   * @return as many values an image as there are classes, image by image
   */
  float[] of(float[] values, int n);
}
