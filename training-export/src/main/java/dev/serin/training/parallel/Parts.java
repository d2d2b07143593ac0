package dev.serin.training.parallel;

import dev.serin.training.data.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Cuts batches into parts of nearly the same size, as DL4J takes them. */
public final class Parts {
  private final int workers;
  private final List<Integer> inputShape;

  /**
   * @param workers parts of a batch
   * @param inputShape of one example
   */
  public Parts(int workers, List<Integer> inputShape) {
    this.workers = workers;
    this.inputShape = List.copyOf(inputShape);
  }

  /** One for each worker; fewer where the batch has fewer examples. None is empty. */
  public List<DataSet> of(Batch batch) {
    int parts = Math.min(workers, batch.size());
    List<DataSet> result = new ArrayList<>(parts);
    for (int i = 0; i < parts; i++) {
      int from = (int) ((long) batch.size() * i / parts);
      int to = (int) ((long) batch.size() * (i + 1) / parts);
      result.add(
          new DataSet(
              array(batch.values(), batch.size(), from, to, inputShape),
              array(batch.oneHot(), batch.size(), from, to, List.of(classes(batch)))));
    }
    return result;
  }

  private static int classes(Batch batch) {
    return batch.oneHot().length / batch.size();
  }

  /** A copy of rows {@code from} to {@code to} (exclusive) of {@code n}. */
  private static INDArray array(float[] values, int n, int from, int to, List<Integer> shape) {
    int row = values.length / n;
    int[] sides = new int[1 + shape.size()];
    sides[0] = to - from;
    for (int i = 0; i < shape.size(); i++) {
      sides[i + 1] = shape.get(i);
    }
    return Nd4j.createFromArray(Arrays.copyOfRange(values, from * row, to * row)).reshape(sides);
  }
}
