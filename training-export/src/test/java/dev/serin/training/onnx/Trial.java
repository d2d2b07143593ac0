package dev.serin.training.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a network on noise, exports it, and compares each of its parts with ONNX Runtime's. With
 * {@code -Dserin.graphs=DIR} the graphs are left there, for ONNX's own checker.
 */
final class Trial {
  /** The largest difference of a part, as a share of its output's range. */
  static final double TOLERANCE = LayerProof.TOLERANCE;

  private static final int BATCH = 4;
  private static final float LEAST = 0.01f;

  /** How many images are compared at once. */
  private static final int[] BATCHES = {3, 1};

  private final int classes;
  private final long[] shape;

  /**
   * @param classes of the network
   * @param shape of one input, as {@link OnnxExporter#export} takes it
   */
  Trial(int classes, long... shape) {
    this.classes = classes;
    this.shape = shape;
  }

  /** Trains {@code steps} times, such that no parameter that can move is where it was. */
  Trial trained(Model network, int steps, long seed) {
    for (int step = 0; step < steps; step++) {
      INDArray inputs = array(values(BATCH, seed + step), BATCH);
      if (network instanceof ComputationGraph graph) {
        graph.fit(new INDArray[] {inputs}, new INDArray[] {labels()});
      } else {
        ((MultiLayerNetwork) network).fit(inputs, labels());
      }
    }
    return this;
  }

  /** The network's graph, after all comparisons, one image and three at a time. */
  byte[] proven(String name, Model network) throws IOException {
    byte[] model = new OnnxExporter().export(network, shape);
    keep(name, model);
    GraphCheck.check(model, classes);
    for (int n : BATCHES) {
      LayerProof.check(LayerProof.compare(network, model, values(n, 77 + n), n, shape), TOLERANCE);
    }
    return model;
  }

  /**
   * Whether DL4J's own walk through a network ends where its parts, one by one, do, and no part
   * gives rounding only, or normalises it.
   */
  boolean isConsistent(Model network) {
    List<Step> steps = NetworkPlan.of(network).steps();
    String last = steps.get(steps.size() - 1).name();
    for (int n : BATCHES) {
      Map<String, float[]> activity = Activity.of(network, values(n, 77 + n), n, shape);
      float[] whole = Objects.requireNonNull(activity.get(Activity.WHOLE));
      float[] part = Objects.requireNonNull(activity.get(last));
      if (!(LayerProof.relativeDifference(whole, part) <= TOLERANCE / 2)
          || activity.values().stream().anyMatch(Trial::isRounding)
          || steps.stream().anyMatch(s -> normalisesNothing(s, activity, n))) {
        return false;
      }
    }
    return true;
  }

  /** DL4J's softplus of -15, say, is the log of a number of which a float keeps one digit. */
  private static boolean isRounding(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest > 0 && largest < LEAST;
  }

  /** Features that are all the same have no deviation but that of their rounding. */
  private static boolean normalisesNothing(Step step, Map<String, float[]> activity, int n) {
    if (!(step instanceof Step.OfLayer of
        && of.layer() instanceof DenseLayer dense
        && dense.hasLayerNorm())) {
      return false;
    }
    float[] values = Objects.requireNonNull(activity.get(step.name()));
    int features = values.length / n;
    return IntStream.range(0, n)
        .anyMatch(
            i ->
                IntStream.range(i * features, (i + 1) * features)
                    .allMatch(j -> values[j] == values[i * features]));
  }

  /** Values of {@code n} inputs, on both sides of zero. */
  float[] values(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) (n * LongStream.of(shape).reduce(1, (a, b) -> a * b))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() * 4 - 2);
    }
    return values;
  }

  private INDArray array(float[] values, int n) {
    return Nd4j.createFromArray(values).reshape(Activity.batched(n, shape));
  }

  private INDArray labels() {
    INDArray labels = Nd4j.zeros(BATCH, classes);
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, i % classes, 1);
    }
    return labels;
  }

  private static void keep(String name, byte[] model) throws IOException {
    String directory = System.getProperty("serin.graphs");
    if (directory != null) {
      Files.createDirectories(Path.of(directory));
      Files.write(Path.of(directory, name.replaceAll("[^\\w.-]+", "_") + ".onnx"), model);
    }
  }

  /** Names of the parameters that are still as they were before the training. */
  static List<String> unmoved(Map<String, INDArray> before, Map<String, INDArray> after) {
    return before.entrySet().stream()
        .filter(e -> e.getValue().equalsWithEps(after.get(e.getKey()), 0))
        .map(Map.Entry::getKey)
        .collect(Collectors.toList());
  }
}
