package dev.serin.training.quantize;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes of a graph are computed in 8 bits, and which tensors share their scale.
 *
 * <p>Convolutions and dense layers with constant weights are always. What else can be is where its
 * answer goes to a node that is: at the end of a network it would only cost precision. A ReLU or
 * clip that alone reads a node is taken together with it.
 */
final class QdqPlan {
  /** Have kernels for 8 bits; each output gets a scale of its own. */
  private static final Set<String> COMPUTING =
      Set.of("Add", "Mul", "AveragePool", "GlobalAveragePool", "LeakyRelu", "Sigmoid");

  /** Give values of their first input and no others, so that both have one scale. */
  private static final Set<String> MOVING =
      Set.of("MaxPool", "Flatten", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Slice", "Pad");

  private final EditableGraph graph;
  private final Map<Node, WeightedLayer> layers = new HashMap<>();
  private final Map<Node, Node> activations = new HashMap<>();
  private final Set<Node> quantized = new LinkedHashSet<>();
  private final Map<String, String> sharing = new HashMap<>();

  QdqPlan(EditableGraph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      WeightedLayer layer = WeightedLayer.of(graph, node);
      if (layer != null) {
        layers.put(node, layer);
      }
      Node next = graph.onlyConsumer(node.output());
      if (next != null
          && (next.is("Relu") || next.is("Clip"))
          && canBeQuantized(node)
          && !isOneOf(MOVING, node)) {
        activations.put(node, next);
      }
    }
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (layers.containsKey(node) || (canBeQuantized(node) && isReadInBits(node))) {
        quantized.add(node);
      }
    }
    quantized.forEach(this::share);
  }

  boolean isQuantized(Node node) {
    return quantized.contains(node);
  }

  /** The constants of a node that has weights; null for others. */
  @Nullable WeightedLayer layer(Node node) {
    return layers.get(node);
  }

  /** The ReLU or clip that is taken together with {@code node}; null where there is none. */
  @Nullable Node activation(Node node) {
    return quantized.contains(node) ? activations.get(node) : null;
  }

  /** Whether {@code node} is the activation of a quantised one. */
  boolean isActivation(Node node) {
    Node before = graph.producer(node.input(0));
    return before != null && activation(before) == node;
  }

  /** What {@code node} gives, after its activation. */
  String result(Node node) {
    Node activation = activations.get(node);
    return activation == null ? node.output() : activation.output();
  }

  /** Whether the result of a quantised node becomes 8 bits; a dense layer's may stay float32. */
  boolean resultIsQuantized(Node node) {
    return !node.is("Gemm") || isReadInBits(node);
  }

  /** The inputs of a quantised node that are activations. */
  List<String> activationInputs(Node node) {
    boolean several = node.is("Add") || node.is("Mul") || node.is("Concat");
    return several ? List.copyOf(node.inputs()) : List.of(node.input(0));
  }

  /** All tensors that become 8 bits, each with the name of the group that shares its scale. */
  Map<String, String> tensors() {
    Map<String, String> groups = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (quantized.contains(node)) {
        activationInputs(node).forEach(t -> groups.put(t, group(t)));
        if (resultIsQuantized(node)) {
          groups.put(result(node), group(result(node)));
        }
      }
    }
    return groups;
  }

  private boolean canBeQuantized(Node node) {
    if (layers.containsKey(node)) {
      return true;
    }
    boolean constants = activationInputs(node).stream().anyMatch(graph::isConstant);
    return !constants
        && node.outputs().size() == 1
        && (isOneOf(COMPUTING, node) || isOneOf(MOVING, node) || node.is("Concat"))
        && (!node.is("Pad") || padsZeros(node));
  }

  private static boolean isOneOf(Set<String> ops, Node node) {
    return ops.stream().anyMatch(node::is);
  }

  private boolean padsZeros(Node node) {
    if (!node.text("mode", "constant").equals("constant")) {
      return false;
    }
    if (node.input(2).isEmpty()) {
      return true;
    }
    var value = graph.constant(node.input(2));
    return value != null && Tensors.isFloat(value) && Tensors.floats(value)[0] == 0;
  }

  /** Whether a quantised node reads the result; those after {@code node} are decided already. */
  private boolean isReadInBits(Node node) {
    return graph.consumers(result(node)).stream()
        .anyMatch(c -> quantized.contains(c) && activationInputs(c).contains(result(node)));
  }

  private void share(Node node) {
    if (isOneOf(MOVING, node)) {
      join(node.input(0), result(node));
    } else if (node.is("Concat")) {
      // Others that read an input would lose precision for it.
      node.inputs().stream()
          .filter(t -> graph.consumers(t).size() == 1)
          .forEach(t -> join(t, result(node)));
    }
  }

  private void join(String one, String other) {
    if (!group(one).equals(group(other))) {
      sharing.put(group(one), group(other));
    }
  }

  private String group(String tensor) {
    String group = tensor;
    for (String next = group; next != null; next = sharing.get(group)) {
      group = next;
    }
    return group;
  }
}
