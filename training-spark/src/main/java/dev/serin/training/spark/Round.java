package dev.serin.training.spark;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Steps that the workers take without hearing of each other, cut into a part for each worker.
 *
 * <p>All parts but those of the last step have the same size: DL4J puts a worker's examples in a
 * row and cuts them anew, every so many. And all steps have a part for each worker: Spark gives
 * each of them as many parts as the others.
 */
final class Round {
  private final List<List<DataSet>> workers = new ArrayList<>();
  private final List<Integer> images = new ArrayList<>();
  private boolean closed;

  /** Begins with a step: {@code parts} of {@code size} examples together. */
  Round(List<DataSet> parts, int size) {
    for (DataSet part : parts) {
      workers.add(new ArrayList<>(List.of(part)));
    }
    images.add(size);
    closed = !equal(parts);
  }

  /** Adds a step and says true, or cannot take it and says false. */
  boolean add(List<DataSet> parts, int size) {
    if (closed || parts.size() != workers.size() || size > images.get(0)) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      workers.get(i).add(parts.get(i));
    }
    images.add(size);
    closed = size < images.get(0);
    return true;
  }

  private static boolean equal(List<DataSet> parts) {
    return parts.stream().mapToInt(DataSet::numExamples).distinct().count() == 1;
  }

  int steps() {
    return images.size();
  }

  /** Of each step. */
  List<Integer> images() {
    return images;
  }

  /** Workers that have something to do. */
  int workers() {
    return workers.size();
  }

  /** Examples in the largest part. */
  int partSize() {
    return workers.stream()
        .flatMap(List::stream)
        .mapToInt(DataSet::numExamples)
        .max()
        .orElseThrow();
  }

  /** Worker by worker. */
  List<DataSet> data() {
    return workers.stream().flatMap(List::stream).toList();
  }
}
