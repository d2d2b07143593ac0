package dev.serin.training.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Turns a DL4J network that classifies images into an ONNX graph: input {@code input}, [N,
 * channels, height, width] float32, output {@code output}, [N, classes] logits. Any number of
 * images may be given at once. What it does not know it refuses by name; {@link #check} says so
 * before training.
 */
public final class OnnxExporter {
  /** Name of the graph's input. */
  public static final String INPUT = "input";

  /** Name of the graph's output. */
  public static final String OUTPUT = "output";

  private final Map<Class<? extends Layer>, LayerExporter> exporters;

  public OnnxExporter() {
    this.exporters =
        List.of(
                new ConvolutionExporter(),
                new PoolingExporter(),
                new BatchNormalizationExporter(),
                new ActivationExporter(),
                new DenseExporter(),
                new OutputExporter())
            .stream()
            .collect(Collectors.toUnmodifiableMap(LayerExporter::family, Function.identity()));
  }

  /**
   * @throws ExportException naming each part of the network that cannot be exported, and why
   */
  public void check(Model network) {
    List<Step> steps = NetworkPlan.of(network).steps();
    String refusals =
        steps.stream().flatMap(s -> refusal(s).stream()).collect(Collectors.joining("; "));
    if (!refusals.isEmpty()) {
      throw new ExportException("the network cannot be exported to ONNX: " + refusals);
    }
    if (!(steps.get(steps.size() - 1) instanceof Step.OfLayer last
        && last.layer() instanceof OutputLayer)) {
      throw new ExportException(
          "the network cannot be exported to ONNX: it does not end in an OutputLayer");
    }
  }

  /**
   * The network as the bytes of an ONNX file; the same network gives the same bytes.
   *
   * @param channels of the input
   * @param height of the input
   * @param width of the input
   * @throws ExportException as {@link #check} does
   */
  public byte[] export(Model network, int channels, int height, int width) {
    check(network);
    NetworkPlan plan = NetworkPlan.of(network);
    OnnxGraph graph = new OnnxGraph();
    graph.input(INPUT, channels, height, width);
    Map<String, String> tensors = new HashMap<>();
    tensors.put(plan.input(), INPUT);
    for (int i = 0; i < plan.steps().size(); i++) {
      Step step = plan.steps().get(i);
      List<String> inputs = step.inputs().stream().map(n -> tensor(tensors, n)).toList();
      String output =
          step instanceof Step.OfLayer layer
              ? layer(network, layer, i, inputs.get(0), graph)
              : graph.node("Add", step.name() + "/add", inputs);
      tensors.put(step.name(), output);
    }
    graph.output(OUTPUT, classes(plan));
    return graph.bytes();
  }

  private String layer(Model network, Step.OfLayer step, int index, String input, OnnxGraph graph) {
    String reshaped =
        step.preprocessor() == null
            ? input
            : graph.node(
                "Flatten", step.name() + "/flatten", List.of(input), OnnxGraph.integer("axis", 1));
    return exporter(step.layer())
        .export(
            new LayerContext(
                step.name(), step.layer(), NetworkPlan.parameters(network, step, index), reshaped),
            graph);
  }

  private Optional<String> refusal(Step step) {
    Optional<String> reason =
        step instanceof Step.OfLayer layer
            ? refusal(layer)
            : refusal(((Step.OfVertex) step).vertex(), step.inputs().size());
    return reason.map(r -> "'" + step.name() + "' (" + kind(step) + "): " + r);
  }

  private Optional<String> refusal(Step.OfLayer step) {
    LayerExporter exporter = exporters.get(step.layer().getClass());
    if (exporter == null) {
      return Optional.of("this layer is not known to the exporter");
    }
    return refusal(step.preprocessor()).or(() -> exporter.refusal(step.layer()));
  }

  private static Optional<String> refusal(@Nullable InputPreProcessor preprocessor) {
    if (preprocessor == null
        || (preprocessor instanceof CnnToFeedForwardPreProcessor flatten
            && flatten.getFormat() == CNN2DFormat.NCHW)) {
      return Optional.empty();
    }
    return Optional.of(
        "its preprocessor "
            + preprocessor.getClass().getSimpleName()
            + " is not known to the exporter");
  }

  private static Optional<String> refusal(GraphVertex vertex, int inputs) {
    if (vertex.getClass() != ElementWiseVertex.class) {
      return Optional.of("this vertex is not known to the exporter");
    }
    ElementWiseVertex.Op op = ((ElementWiseVertex) vertex).getOp();
    return op == ElementWiseVertex.Op.Add && inputs == 2
        ? Optional.empty()
        : Optional.of(op + " of " + inputs + " inputs; only Add of two is exported");
  }

  private static String kind(Step step) {
    return step instanceof Step.OfLayer layer
        ? layer.layer().getClass().getSimpleName()
        : ((Step.OfVertex) step).vertex().getClass().getSimpleName();
  }

  private LayerExporter exporter(Layer layer) {
    LayerExporter exporter = exporters.get(layer.getClass());
    if (exporter == null) {
      throw new ExportException(layer.getClass().getSimpleName() + " was not checked");
    }
    return exporter;
  }

  private static String tensor(Map<String, String> tensors, String step) {
    String tensor = tensors.get(step);
    if (tensor == null) {
      throw new ExportException("part '" + step + "' is used before it is computed");
    }
    return tensor;
  }

  private static long classes(NetworkPlan plan) {
    Step last = plan.steps().get(plan.steps().size() - 1);
    return ((OutputLayer) ((Step.OfLayer) last).layer()).getNOut();
  }
}
