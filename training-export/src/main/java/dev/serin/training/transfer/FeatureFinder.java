package dev.serin.training.transfer;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import onnx.Onnx.NodeProto;

/**
 * Finds the features of an image classifier: what its last layer with weights reads. What lies
 * behind that layer changes no more than the shape and the scale of its answer.
 */
final class FeatureFinder {
  /** Layers that a classifier ends in. */
  private static final Set<String> CLASSIFIERS = Set.of("Gemm", "MatMul", "Conv");

  /** What may lie behind it; each reads the tensor in question first, or beside a constant. */
  private static final Set<String> BEHIND =
      Set.of(
          "Softmax",
          "LogSoftmax",
          "Identity",
          "Reshape",
          "Flatten",
          "Squeeze",
          "Unsqueeze",
          "Transpose",
          "Cast",
          "Dropout",
          "Relu",
          "Clip",
          "Add",
          "Sub",
          "Mul",
          "Div",
          "ReduceMean",
          "GlobalAveragePool",
          "AveragePool",
          "QuantizeLinear",
          "DequantizeLinear");

  private static final int CANDIDATES_MAX = 12;

  private final GraphParts parts;

  FeatureFinder(GraphParts parts) {
    this.parts = parts;
  }

  /**
   * The tensor {@code cut}, once it is known to be there.
   *
   * @throws BackboneException naming tensors that could be meant
   */
  String checked(String cut) {
    if (parts.producer(cut).isEmpty()) {
      throw new BackboneException(
          "backbone.cut: the graph computes no tensor '" + cut + "'. " + candidates());
    }
    return cut;
  }

  /**
   * @throws BackboneException where the graph does not end as a classifier does
   */
  String find() {
    String tensor = parts.graph().getOutput(0).getName();
    while (true) {
      String now = tensor;
      NodeProto node =
          parts
              .producer(tensor)
              .orElseThrow(() -> notFound("'" + now + "' is computed by nothing"));
      if (CLASSIFIERS.contains(node.getOpType())) {
        return data(node).orElseThrow(() -> notFound("'" + node.getName() + "' reads constants"));
      }
      if (!BEHIND.contains(node.getOpType())) {
        throw notFound("the graph ends in " + node.getOpType() + " '" + node.getName() + "'");
      }
      tensor = data(node).orElseThrow(() -> notFound("'" + now + "' is computed of constants"));
    }
  }

  /** The first input that is no constant. */
  private Optional<String> data(NodeProto node) {
    return node.getInputList().stream().filter(input -> !parts.isConstant(input)).findFirst();
  }

  private BackboneException notFound(String reason) {
    return new BackboneException(
        "cannot tell where the backbone's features are: "
            + reason
            + ". Name the tensor as backbone.cut. "
            + candidates());
  }

  private String candidates() {
    List<NodeProto> nodes = parts.graph().getNodeList();
    return nodes.subList(Math.max(0, nodes.size() - CANDIDATES_MAX), nodes.size()).stream()
        .map(node -> node.getOutput(0) + " (" + node.getOpType() + ")")
        .collect(Collectors.joining(", ", "The last ones are: ", ""));
  }
}
