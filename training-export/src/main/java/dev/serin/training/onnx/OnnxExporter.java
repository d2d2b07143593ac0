package dev.serin.training.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Turns a DL4J network that classifies images into an ONNX graph: input {@code input}, float32, [N,
 * channels, height, width] or [N, height, width, channels] as the network has it, or [N, features];
 * output {@code output}, [N, classes] logits. Any number of images may be given at once. What it
 * does not know it refuses by name; {@link #check} says so before training.
 */
public final class OnnxExporter {
  /** Name of the graph's input. */
  public static final String INPUT = "input";

  /** Name of the graph's output. */
  public static final String OUTPUT = "output";

  private static final long[] TO_PLANES = {0, 3, 1, 2};
  private static final long[] FROM_PLANES = {0, 2, 3, 1};

  private final Map<Class<? extends Layer>, LayerExporter> exporters = LayerExporters.all();

  /**
   * @throws ExportException naming each part of the network that cannot be exported, and why
   */
  public void check(Model network) {
    NetworkPlan plan = NetworkPlan.of(network);
    List<Step> steps = plan.steps();
    String refusals =
        steps.stream()
            .flatMap(step -> refusal(network, plan, step).stream())
            .collect(Collectors.joining("; "));
    if (!refusals.isEmpty()) {
      throw new ExportException("the network cannot be exported to ONNX: " + refusals);
    }
    if (!(steps.get(steps.size() - 1) instanceof Step.OfLayer last
        && exporter(last.layer()) instanceof OutputExporter)) {
      throw new ExportException(
          "the network cannot be exported to ONNX: it does not end in an OutputLayer or LossLayer");
    }
  }

  /**
   * The network as the bytes of an ONNX file; the same network gives the same bytes.
   *
   * @param inputShape of one input, without the batch: channels, height and width in the network's
   *     own order, or the number of features
   * @throws ExportException as {@link #check} does
   */
  public byte[] export(Model network, long... inputShape) {
    return graph(network, inputShape).graph().bytes();
  }

  /**
   * A graph with what it was made of.
   *
   * @param tensors for each part of the network the tensor that holds its output, in the network's
   *     own layout
   */
  record Exported(OnnxGraph graph, NetworkPlan plan, Map<String, String> tensors) {}

  Exported graph(Model network, long... inputShape) {
    check(network);
    NetworkPlan plan = NetworkPlan.of(network);
    Map<String, InputType> types = plan.types(network, inputShape);
    OnnxGraph graph = new OnnxGraph();
    graph.input(INPUT, inputShape);
    Map<String, String> tensors = new HashMap<>();
    tensors.put(plan.input(), INPUT);
    for (int i = 0; i < plan.steps().size(); i++) {
      Step step = plan.steps().get(i);
      List<String> inputs = step.inputs().stream().map(n -> tensor(tensors, n)).toList();
      InputType read = type(types, step.inputs().get(0));
      String output =
          step instanceof Step.OfLayer layer
              ? layer(network, layer, i, read, inputs.get(0), graph)
              : VertexExporters.export(
                  ((Step.OfVertex) step).vertex(), step.name(), inputs, read, graph);
      tensors.put(step.name(), output);
    }
    Step.OfLayer last = (Step.OfLayer) plan.steps().get(plan.steps().size() - 1);
    // A LossLayer says that it gives nothing.
    String sized = last.layer() instanceof LossLayer ? last.inputs().get(0) : last.name();
    graph.output(OUTPUT, type(types, sized).arrayElementsPerExample());
    return new Exported(graph, plan, tensors);
  }

  private String layer(
      Model network, Step.OfLayer step, int index, InputType read, String input, OnnxGraph graph) {
    String reshaped = Preprocessors.apply(step.preprocessor(), step.name(), input, read, graph);
    InputType type = step.preprocessor() == null ? read : step.preprocessor().getOutputType(read);
    LayerExporter exporter = exporter(step.layer());
    boolean turned = exporter.readsPlanes() && isNhwc(type);
    String planes =
        turned ? transposed(step.name() + "/planes", reshaped, TO_PLANES, graph) : reshaped;
    String result =
        exporter.export(
            new LayerContext(
                step.name(),
                step.layer(),
                NetworkPlan.layer(network, step, index).paramTable(),
                type,
                planes),
            graph);
    if (turned && isNhwc(step.layer().getOutputType(index, type))) {
      result = transposed(step.name() + "/pixels", result, FROM_PLANES, graph);
    }
    String plain = result;
    // A name of its own: both a layer and its activation may have, say, a square inside.
    return exporter
        .activation(step.layer())
        .map(activation -> Activations.apply(activation, step.name() + "/act", plain, graph))
        .orElse(plain);
  }

  private static String transposed(String name, String input, long[] order, OnnxGraph graph) {
    return graph.node("Transpose", name, List.of(input), OnnxGraph.ints("perm", order));
  }

  private static boolean isNhwc(InputType type) {
    return type instanceof InputType.InputTypeConvolutional image
        && image.getFormat() == CNN2DFormat.NHWC;
  }

  private Optional<String> refusal(Model network, NetworkPlan plan, Step step) {
    Optional<String> reason =
        step instanceof Step.OfLayer layer
            ? refusal(layer).or(() -> misuse(network, plan, layer))
            : VertexExporters.refusal(((Step.OfVertex) step).vertex());
    return reason.map(r -> "'" + step.name() + "' (" + kind(step) + "): " + r);
  }

  /** DL4J's inference lets some layers write over what they read, be it the caller's images. */
  private static Optional<String> misuse(Model network, NetworkPlan plan, Step.OfLayer step) {
    Layer layer = step.layer();
    boolean inPlace =
        layer instanceof ActivationLayer
            || layer instanceof PReLULayer
            || (layer instanceof DropoutLayer && network instanceof MultiLayerNetwork);
    return inPlace && step.inputs().contains(plan.input())
        ? Optional.of("it reads the network's input, where DL4J itself gives no right answer")
        : Optional.empty();
  }

  private Optional<String> refusal(Step.OfLayer step) {
    LayerExporter exporter = exporters.get(step.layer().getClass());
    if (exporter == null) {
      return Optional.of(UnknownLayers.reason(step.layer()));
    }
    return Preprocessors.refusal(step.preprocessor()).or(() -> exporter.refusal(step.layer()));
  }

  /** What a part is, by DL4J's name. */
  static String kind(Step step) {
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

  private static InputType type(Map<String, InputType> types, String step) {
    InputType type = types.get(step);
    if (type == null) {
      throw new ExportException("the size of what part '" + step + "' gives is not known");
    }
    return type;
  }
}
