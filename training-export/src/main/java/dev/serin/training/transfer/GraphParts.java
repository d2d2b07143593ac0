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
  private final Map<String, TensorProto> constants = new HashMap<>();

  GraphParts(GraphProto graph) {
    this.graph = graph;
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(tensor -> producers.put(tensor, node));
    }
    graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
  }

  GraphProto graph() {
    return graph;
  }

  /** The node that computes a tensor; none of an input or a constant. */
  Optional<NodeProto> producer(String tensor) {
    return Optional.ofNullable(producers.get(tensor));
  }

  boolean isConstant(String tensor) {
    return constants.containsKey(tensor)
        || producer(tensor).filter(node -> node.getOpType().equals("Constant")).isPresent();
  }

  /** Inputs that are no constants; older files list constants among the inputs. */
  List<ValueInfoProto> inputs() {
    return graph.getInputList().stream().filter(i -> !constants.containsKey(i.getName())).toList();
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
