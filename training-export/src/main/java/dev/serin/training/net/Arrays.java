package dev.serin.training.net;

import dev.serin.training.data.Batch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Between Java's arrays and ND4J's. */
final class Arrays {
  private Arrays() {}

  /** A copy, [n, channels, height, width], so that a network may change it. */
  static INDArray images(float[] values, int n, ImageShape shape) {
    return Nd4j.createFromArray(values).reshape(n, shape.channels(), shape.height(), shape.width());
  }

  /**
   * A copy, [n, classes].
   *
   * @param smoothing share that is taken from every label and spread over all classes. C. Szegedy
   *     et al., "Rethinking the Inception architecture for computer vision", 2015, section 7
   */
  static INDArray labels(Batch batch, ImageShape shape, double smoothing) {
    INDArray labels = Nd4j.createFromArray(batch.oneHot()).reshape(batch.size(), shape.classes());
    return smoothing == 0 ? labels : labels.muli(1 - smoothing).addi(smoothing / shape.classes());
  }

  /** A copy, row by row. */
  static float[] flat(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
