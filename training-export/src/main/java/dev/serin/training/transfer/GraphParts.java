package dev.serin.training.transfer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;

/** Looks tensors of a graph up by their names. */
final class GraphParts {
  private final GraphProto graph;
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final Set<String> constants = new HashSet<>();

  GraphParts(GraphProto graph) {
    this.graph = graph;
    graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
    constants.addAll(initializers.keySet());
    // Nodes come in the order of computation, or the file is not valid.
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(tensor -> producers.put(tensor, node));
      if (inputs(node).stream().allMatch(constants::contains)) {
        constants.addAll(node.getOutputList());
      }
    }
  }

  /** The tensors that a node reads; optional inputs that are left out are not among them. */
  static List<String> inputs(NodeProto node) {
    return node.getInputList().stream().filter(tensor -> !tensor.isEmpty()).toList();
  }

  GraphProto graph() {
    return graph;
  }

  /** The node that computes a tensor; none of an input or a constant. */
  Optional<NodeProto> producer(String tensor) {
    return Optional.ofNullable(producers.get(tensor));
  }

  /** Whether a tensor is the same whatever the graph reads. */
  boolean isConstant(String tensor) {
    return constants.contains(tensor);
  }

  /** Dimensions of a constant that is in the file as it is; none for others. */
  List<Long> dimensions(String tensor) {
    TensorProto values = initializers.get(tensor);
    return values == null ? List.of() : values.getDimsList();
  }

  /** Inputs that are no constants; older files list constants among the inputs. */
  List<ValueInfoProto> inputs() {
    return graph.getInputList().stream()
        .filter(i -> !initializers.containsKey(i.getName()))
        .toList();
  }

  /** The part of the graph that {@code tensor} needs, in its order; without inputs and outputs. */
  GraphProto.Builder needed(String tensor) {
    Set<String> wanted = new HashSet<>(Set.of(tensor));
    List<NodeProto> nodes = new ArrayList<>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (node.getOutputList().stream().anyMatch(wanted::contains)) {
        nodes.add(0, node);
        wanted.addAll(node.getInputList());
      }
    }
    GraphProto.Builder needed = GraphProto.newBuilder().addAllNode(nodes);
    graph.getInitializerList().stream()
        .filter(constant -> wanted.contains(constant.getName()))
        .forEach(needed::addInitializer);
    return needed;
  }
}
