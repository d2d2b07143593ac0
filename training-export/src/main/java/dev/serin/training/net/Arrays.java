package dev.serin.training.net;

import dev.serin.training.data.Batch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Between Java's arrays and ND4J's. */
final class Arrays {
  private Arrays() {}

  /** A copy, [n, 1, height, width], so that a network may change it. */
  static INDArray images(float[] values, int n, ImageShape shape) {
    return Nd4j.createFromArray(values).reshape(n, 1, shape.height(), shape.width());
  }

  /** A copy, [n, classes]. */
  static INDArray labels(Batch batch, ImageShape shape) {
    return Nd4j.createFromArray(batch.oneHot()).reshape(batch.size(), shape.classes());
  }

  /** A copy, row by row. */
  static float[] flat(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
