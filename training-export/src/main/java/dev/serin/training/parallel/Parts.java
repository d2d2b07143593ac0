package dev.serin.training.parallel;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Cuts a batch into parts of nearly the same size. */
public final class Parts {
  private Parts() {}

  /** One for each worker; fewer where there are fewer examples. None is empty, all are copies. */
  public static List<DataSet> of(DataSet batch, int workers) {
    int size = batch.numExamples();
    int parts = Math.min(workers, size);
    List<DataSet> result = new ArrayList<>(parts);
    for (int i = 0; i < parts; i++) {
      int from = (int) ((long) size * i / parts);
      int to = (int) ((long) size * (i + 1) / parts);
      result.add(
          new DataSet(rows(batch.getFeatures(), from, to), rows(batch.getLabels(), from, to)));
    }
    return result;
  }

  private static INDArray rows(INDArray array, int from, int to) {
    return array.get(NDArrayIndex.interval(from, to)).dup('c');
  }
}
