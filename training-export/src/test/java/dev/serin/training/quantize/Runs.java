package dev.serin.training.quantize;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.serin.training.quantize.QuantizeSettings.Activations;
import dev.serin.training.quantize.QuantizeSettings.RangeRule;
import dev.serin.training.quantize.QuantizeSettings.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Runs of graphs in tests. */
final class Runs {
  private Runs() {}

  static QuantizeSettings settings(Weights weights) {
    return new QuantizeSettings(
        QuantizeSettings.Type.INT8, 32, 0.01, weights, Activations.UINT8, RangeRule.MIN_MAX);
  }

  static Quantized quantized(byte[] model, List<float[]> images, long... shape) {
    return new Quantizer().quantize(model, images, shape, settings(Weights.PAIRS));
  }

  static float[] answers(byte[] model, List<float[]> images, long... shape) {
    try (GraphSession session = new GraphSession(model, shape, 1)) {
      return session.of(flat(images), images.size());
    }
  }

  /** As the ONNX standard says, operator by operator, without a kernel for integers. */
  static float[] byTheBook(byte[] model, List<float[]> images, long... shape) throws OrtException {
    SessionOptions options = GraphSession.options(1);
    options.setOptimizationLevel(OptLevel.NO_OPT);
    try (GraphSession session = new GraphSession(model, shape, options)) {
      return session.of(flat(images), images.size());
    }
  }

  /** The operators that ONNX Runtime makes of the graph, sorted. */
  static List<String> kernels(byte[] model, Path folder, long... shape)
      throws OrtException, IOException {
    Path file = folder.resolve("optimized.onnx");
    SessionOptions options = GraphSession.options(1);
    options.setOptimizationLevel(OptLevel.EXTENDED_OPT);
    options.setOptimizedModelFilePath(file.toString());
    new GraphSession(model, shape, options).close();
    return EditableGraph.parse(Files.readAllBytes(file)).nodes().stream()
        .map(n -> n.op().replace("com.microsoft.", ""))
        .sorted()
        .toList();
  }

  /** Images of numbers on both sides of zero. */
  static List<float[]> images(int n, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      float[] image = new float[size];
      for (int k = 0; k < size; k++) {
        image[k] = (float) (random.nextDouble() * 4 - 2);
      }
      images.add(image);
    }
    return images;
  }

  static float[] weights(int n, double largest, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) ((random.nextDouble() * 2 - 1) * largest);
    }
    return values;
  }

  /** The largest difference, as a part of the largest value of {@code exact}. */
  static double difference(float[] exact, float[] other) {
    double largest = 0;
    double value = 0;
    for (int i = 0; i < exact.length; i++) {
      largest = Math.max(largest, Math.abs((double) exact[i] - other[i]));
      value = Math.max(value, Math.abs((double) exact[i]));
    }
    return largest / value;
  }

  private static float[] flat(List<float[]> images) {
    int size = images.get(0).length;
    float[] flat = new float[images.size() * size];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, flat, i * size, size);
    }
    return flat;
  }
}
