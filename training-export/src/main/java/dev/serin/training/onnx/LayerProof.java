package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;

/**
 * Compares a network with its exported graph, part by part: the first part that differs is where
 * the export went wrong, while all behind it only inherit that.
 */
public final class LayerProof {
  /** The largest difference that is accepted, as a share of the range of a part's output. */
  public static final double TOLERANCE = 1e-4;

  /**
   * Smaller outputs are judged as if their range were this. Float32 has seven digits, and the two
   * round small results of larger values differently: of softplus(-17), log(1 + 4e-8), DL4J makes
   * 0.
   */
  private static final double RANGE_MIN = 1e-3;

  private LayerProof() {}

  /**
   * The differences of all parts, in the order of computation; of the last one before its softmax.
   * One more, the last, is that of the network's answer as a whole: DL4J's own walk from part to
   * part may say something else than the parts do.
   *
   * @param model the exported graph, as {@link OnnxExporter} names its tensors
   * @param values {@code n} inputs, one after the other
   * @param inputShape as {@link OnnxExporter#export}
   * @throws ExportException where the graph lacks a part or does not run
   */
  public static List<LayerDifference> compare(
      Model network, byte[] model, float[] values, int n, long... inputShape) {
    Served served = tensors -> run(model, tensors, values, n, inputShape);
    return compare(network, served, values, n, inputShape);
  }

  /** What a graph gives at some of its tensors for the inputs that the network is given too. */
  public interface Served {
    /** By the names of {@link OnnxExporter}, which are the keys of the result too. */
    Map<String, float[]> at(Set<String> tensors);
  }

  /**
   * As the other, where the exported graph is part of a larger one.
   *
   * @param served the larger one, given what makes the network's inputs {@code values}
   */
  public static List<LayerDifference> compare(
      Model network, Served served, float[] values, int n, long... inputShape) {
    OnnxExporter.Exported exported = new OnnxExporter().graph(network, inputShape);
    Map<String, float[]> trained = Activity.of(network, values, n, inputShape);
    Set<String> tensors = new LinkedHashSet<>(exported.tensors().values());
    tensors.add(OnnxExporter.OUTPUT);
    Map<String, float[]> found = served.at(tensors);
    List<LayerDifference> differences = new ArrayList<>();
    for (Step step : exported.plan().steps()) {
      differences.add(
          difference(
              step.name(),
              OnnxExporter.kind(step),
              trained.get(step.name()),
              found.get(exported.tensors().get(step.name()))));
    }
    differences.add(
        difference(
            Activity.WHOLE,
            network.getClass().getSimpleName(),
            trained.get(Activity.WHOLE),
            found.get(OnnxExporter.OUTPUT)));
    return List.copyOf(differences);
  }

  private static LayerDifference difference(
      String name, String kind, float @Nullable [] wanted, float @Nullable [] found) {
    if (wanted == null || found == null) {
      throw new ExportException("part '" + name + "' has no output to compare");
    }
    return new LayerDifference(name, kind, relativeDifference(wanted, found));
  }

  /**
   * @param tolerance the largest relative difference that is accepted
   * @throws ExportException naming the first part that differs by more
   */
  public static void check(List<LayerDifference> differences, double tolerance) {
    for (LayerDifference layer : differences) {
      // A difference that is no number is no small one.
      if (!(layer.difference() <= tolerance)) {
        throw new ExportException(
            String.format(
                java.util.Locale.ROOT,
                "the exported graph first differs from the network at '%s' (%s): by %.2e of its"
                    + " output's range, above the tolerance of %.0e",
                layer.name(),
                layer.kind(),
                layer.difference(),
                tolerance));
      }
    }
  }

  static double relativeDifference(float[] wanted, float[] found) {
    if (wanted.length != found.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < wanted.length; i++) {
      // Math.max hands a NaN on.
      largest = Math.max(largest, Math.abs((double) wanted[i] - found[i]));
      low = Math.min(low, wanted[i]);
      high = Math.max(high, wanted[i]);
    }
    // An output that is the same everywhere has no range but a size.
    double range = Math.max(high - low, Math.max(Math.abs(high), RANGE_MIN));
    return largest / range;
  }

  private static Map<String, float[]> run(
      byte[] model, Set<String> tensors, float[] values, int n, long... inputShape) {
    try (OnnxRunner runner = new OnnxRunner(GraphOutputs.with(model, tensors), inputShape)) {
      Map<String, float[]> outputs = runner.outputs(values, n);
      outputs.put(OnnxExporter.INPUT, values);
      return outputs;
    }
  }
}
