package dev.serin.training.quantize;

import dev.serin.training.onnx.ExportException;
import dev.serin.training.quantize.QuantizeSettings.RangeRule;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sees which values the tensors of a graph take on images. */
final class Calibrator {
  /** Of the tensors that are looked at, in one run. */
  private static final long BYTES_MAX = 128L << 20;

  private static final int BATCH_MAX = 32;

  private final long[] shape;

  /**
   * @param images how many were looked at
   */
  record Seen(Map<String, Range> ranges, int images) {}

  /**
   * @param shape of one image, as the graph reads it
   */
  Calibrator(long[] shape) {
    this.shape = shape.clone();
  }

  /** How many dimensions {@code tensors} have. */
  Map<String, Integer> ranks(EditableGraph graph, Set<String> tensors, float[] image) {
    Map<String, Integer> ranks = new HashMap<>();
    if (!tensors.isEmpty()) {
      try (GraphSession session = session(graph, tensors)) {
        session.run(
            image, 1, (name, tensor) -> ranks.put(name, tensor.getInfo().getShape().length));
      }
    }
    return ranks;
  }

  /**
   * The ranges of float32 {@code tensors} on images; one batch is held in memory at a time.
   *
   * @throws ExportException where there are no images, or a tensor is not finite on one
   */
  Seen ranges(
      EditableGraph graph,
      Collection<String> tensors,
      Iterable<float[]> images,
      int imagesMax,
      RangeRule rule) {
    Map<String, Histogram> histograms = new LinkedHashMap<>();
    tensors.forEach(t -> histograms.put(t, new Histogram()));
    Set<String> inner = new LinkedHashSet<>(tensors);
    inner.remove(graph.input());
    int seen;
    try (GraphSession session = session(graph, inner)) {
      Batcher batcher = new Batcher(session, graph.input(), histograms);
      Iterator<float[]> all = images.iterator();
      for (int i = 0; i < imagesMax && all.hasNext(); i++) {
        batcher.add(all.next());
      }
      if (batcher.images == 0) {
        throw new ExportException("there are no images to calibrate the quantisation on");
      }
      batcher.flush();
      seen = batcher.images;
    }
    Map<String, Range> ranges = new LinkedHashMap<>();
    histograms.forEach((name, histogram) -> ranges.put(name, histogram.range(rule)));
    return new Seen(ranges, seen);
  }

  private GraphSession session(EditableGraph graph, Set<String> tensors) {
    List<String> extra = tensors.stream().filter(t -> !t.equals(graph.output())).toList();
    return new GraphSession(graph.bytes(extra), shape, 0);
  }

  /** Collects images until a batch is full; the first batch is one image, to learn its size. */
  private static final class Batcher {
    private final GraphSession session;
    private final String input;
    private final Map<String, Histogram> histograms;
    private final int size;
    private float[] values;
    private int capacity = 1;
    private int filled;
    private int images;

    Batcher(GraphSession session, String input, Map<String, Histogram> histograms) {
      this.session = session;
      this.input = input;
      this.histograms = histograms;
      this.size = session.valuesPerImage();
      this.values = new float[size];
    }

    void add(float[] image) {
      if (image.length != size) {
        throw new ExportException(
            "calibration image " + images + " has " + image.length + " values, not " + size);
      }
      System.arraycopy(image, 0, values, filled * size, size);
      filled++;
      images++;
      if (filled == capacity) {
        flush();
      }
    }

    void flush() {
      if (filled == 0) {
        return;
      }
      long[] bytes = {0};
      look(input, FloatBuffer.wrap(values, 0, filled * size));
      session.run(
          values,
          filled,
          (name, tensor) -> {
            bytes[0] += tensor.getInfo().getNumElements() * Float.BYTES;
            if (histograms.containsKey(name)) {
              look(name, tensor.getFloatBuffer());
            }
          });
      if (images == 1) {
        capacity = (int) Math.max(1, Math.min(BYTES_MAX / bytes[0], BATCH_MAX));
        capacity = Math.min(capacity, session.batchMax());
        values = new float[capacity * size];
      }
      filled = 0;
    }

    private void look(String name, FloatBuffer seen) {
      Histogram histogram = histograms.get(name);
      if (histogram != null && !histogram.add(seen)) {
        throw new ExportException(
            "tensor '" + name + "' has values that are no finite numbers on a calibration image");
      }
    }
  }
}
