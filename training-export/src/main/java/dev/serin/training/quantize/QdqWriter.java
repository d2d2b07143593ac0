package dev.serin.training.quantize;

import dev.serin.training.quantize.QuantizeSettings.Weights;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.TensorProto;
import org.jspecify.annotations.Nullable;

/**
 * Writes a graph with QuantizeLinear and DequantizeLinear around what is computed in 8 bits (QDQ).
 * Such a graph means the same to every runtime; ONNX Runtime puts one kernel for integers in the
 * place of each operator between the two.
 */
final class QdqWriter {
  private final EditableGraph graph;
  private final QdqPlan plan;
  private final Map<String, QuantParameters> parameters;
  private final Weights weights;
  private final List<Node> nodes = new ArrayList<>();

  /** Tensors that are float32 before they become 8 bits: their 8 bits have a name of their own. */
  private final Set<String> entering = new HashSet<>();

  private final Set<String> written = new HashSet<>();

  /**
   * @param parameters of each tensor that becomes 8 bits
   */
  QdqWriter(
      EditableGraph graph, QdqPlan plan, Map<String, QuantParameters> parameters, Weights weights) {
    this.graph = graph;
    this.plan = plan;
    this.parameters = parameters;
    this.weights = weights;
  }

  /** Changes the graph. */
  void write() {
    Set<String> results = new HashSet<>();
    graph.nodes().stream()
        .filter(n -> plan.isQuantized(n) && plan.resultIsQuantized(n))
        .forEach(n -> results.add(plan.result(n)));
    parameters.keySet().stream().filter(t -> !results.contains(t)).forEach(entering::add);
    enter(graph.input());
    for (Node node : graph.nodes()) {
      if (plan.isQuantized(node)) {
        quantized(node);
      } else if (!plan.isActivation(node)) {
        nodes.add(node);
        node.outputs().forEach(this::enter);
      }
    }
    graph.nodes(nodes);
  }

  /** Makes 8 bits of a float32 tensor that somebody needs as such. */
  private void enter(String tensor) {
    if (entering.contains(tensor)) {
      quantize(tensor, tensor, tensor + "/dequantized");
    }
  }

  private void quantized(Node node) {
    String result = plan.result(node);
    if (node.is("Pad")) {
      pad(node);
      return;
    }
    List<String> inputs = new ArrayList<>(node.inputs());
    for (String input : plan.activationInputs(node)) {
      String other = entering.contains(input) ? input + "/dequantized" : input;
      inputs.replaceAll(i -> i.equals(input) ? other : i);
    }
    WeightedLayer layer = plan.layer(node);
    if (layer != null) {
      addWeights(node, layer, inputs);
    }
    boolean quantizes = plan.resultIsQuantized(node);
    String exact = quantizes ? result + "/float" : result;
    compute(node, inputs, exact, quantizes ? parameters.get(result) : null);
    if (quantizes) {
      quantize(exact, result, result);
    } else {
      enter(result);
    }
  }

  /** The node itself and, where the bounds of the 8 bits do not do its work, its activation. */
  private void compute(
      Node node, List<String> inputs, String exact, @Nullable QuantParameters result) {
    Node activation = plan.activation(node);
    boolean drops = activation == null || (result != null && clips(activation, result));
    String output = drops ? exact : node.output();
    nodes.add(new Node(node.op(), inputs, output, attributes(node)));
    if (!drops && activation != null) {
      List<String> rest = new ArrayList<>(activation.inputs());
      rest.set(0, output);
      nodes.add(new Node(activation.op(), rest, exact, attributes(activation)));
    }
  }

  /** Whether the bounds of the 8 bits lie within those of the activation. */
  private boolean clips(Node activation, QuantParameters result) {
    double least = activation.is("Relu") ? 0 : bound(activation, 1, Double.NEGATIVE_INFINITY);
    double greatest =
        activation.is("Relu")
            ? Double.POSITIVE_INFINITY
            : bound(activation, 2, Double.POSITIVE_INFINITY);
    // The scale is rounded to a float32.
    return result.low() >= least && result.high() <= greatest * (1 + 1e-6);
  }

  /** A bound of a clip; NaN, which nothing lies within, where it is not constant. */
  private double bound(Node clip, int input, double otherwise) {
    if (clip.input(input).isEmpty()) {
      return otherwise;
    }
    TensorProto bound = graph.constant(clip.input(input));
    return bound == null ? Double.NaN : Tensors.floats(bound)[0];
  }

  private void addWeights(Node node, WeightedLayer layer, List<String> inputs) {
    String name = plan.result(node);
    float inputScale = parameters(node.input(0)).scale();
    QuantizedWeights rounded = QuantizedWeights.of(layer, weights, inputScale);
    int outputs = layer.outputs();
    String scales = constant(Tensors.ofFloats(name + "/W/scale", rounded.scales(), outputs));
    String zeros =
        constant(
            Tensors.ofBytes(
                name + "/W/zero", TensorProto.DataType.INT8, new byte[outputs], outputs));
    String values =
        constant(
            Tensors.ofBytes(
                name + "/W/int8", TensorProto.DataType.INT8, rounded.values(), layer.shape()));
    inputs.set(1, dequantize(List.of(values, scales, zeros), name + "/W/float", layer.axis()));
    if (rounded.bias().length > 0) {
      String bias = constant(Tensors.ofInts(name + "/b/int32", rounded.bias(), outputs));
      String biasScales =
          constant(Tensors.ofFloats(name + "/b/scale", rounded.biasScales(inputScale), outputs));
      inputs.set(2, dequantize(List.of(bias, biasScales), name + "/b/float", 0));
    }
  }

  /** ONNX Runtime pads no floats between the two, but it does pad 8 bits. */
  private void pad(Node node) {
    String result = plan.result(node);
    String exact = result + "/quantized";
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.set(0, node.input(0) + "/quantized");
    while (inputs.size() < 3) {
      inputs.add("");
    }
    inputs.set(2, zero(node.input(0)));
    nodes.add(new Node("Pad", inputs, exact, attributes(node)));
    nodes.add(new Node("DequantizeLinear", scaled(exact, result), result));
  }

  /** Makes 8 bits of {@code exact}, by the parameters of {@code tensor}, and floats of them. */
  private void quantize(String exact, String tensor, String back) {
    String bits = tensor + "/quantized";
    nodes.add(new Node("QuantizeLinear", scaled(exact, tensor), bits));
    nodes.add(new Node("DequantizeLinear", scaled(bits, tensor), back));
  }

  private List<String> scaled(String values, String tensor) {
    float[] scale = {parameters(tensor).scale()};
    return List.of(values, constant(Tensors.ofFloats(tensor + "/scale", scale)), zero(tensor));
  }

  private String zero(String tensor) {
    QuantParameters p = parameters(tensor);
    byte[] zero = {(byte) p.zero()};
    return constant(Tensors.ofBytes(tensor + "/zero", type(p), zero));
  }

  private static TensorProto.DataType type(QuantParameters parameters) {
    return switch (parameters.type()) {
      case UINT8 -> TensorProto.DataType.UINT8;
      case INT8 -> TensorProto.DataType.INT8;
    };
  }

  private String dequantize(List<String> inputs, String output, int axis) {
    nodes.add(new Node("DequantizeLinear", inputs, output, Node.attribute("axis", axis)));
    return output;
  }

  private String constant(TensorProto tensor) {
    if (written.add(tensor.getName()) && graph.isConstant(tensor.getName())) {
      throw new IllegalStateException("two tensors are called '" + tensor.getName() + "'");
    }
    return graph.add(tensor);
  }

  private QuantParameters parameters(String tensor) {
    QuantParameters found = parameters.get(tensor);
    if (found == null) {
      throw new IllegalStateException("tensor '" + tensor + "' has no scale");
    }
    return found;
  }

  private static onnx.Onnx.AttributeProto[] attributes(Node node) {
    return node.attributes().values().toArray(onnx.Onnx.AttributeProto[]::new);
  }
}
