package dev.serin.training.transfer;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import onnx.Onnx.AttributeProto;
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

  /** What may lie before it and changes no more than the shape. */
  private static final Set<String> VIEWS =
      Set.of("Identity", "Reshape", "Flatten", "Squeeze", "Dropout");

  private static final Set<String> POOLS = Set.of("GlobalAveragePool", "GlobalMaxPool");

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
    if (parts.graph().getOutputCount() != 1) {
      throw notFound("the graph has " + parts.graph().getOutputCount() + " outputs");
    }
    String tensor = parts.graph().getOutput(0).getName();
    while (true) {
      String now = tensor;
      NodeProto node =
          parts
              .producer(tensor)
              .orElseThrow(() -> notFound("'" + now + "' is computed by nothing"));
      if (CLASSIFIERS.contains(node.getOpType())) {
        checkPointwise(node);
        return pooled(data(node));
      }
      if (!BEHIND.contains(node.getOpType())) {
        throw notFound("the graph ends in " + node.getOpType() + " '" + now + "'");
      }
      tensor = data(node);
    }
  }

  /** The one input that depends on the image. */
  private String data(NodeProto node) {
    List<String> data =
        GraphParts.inputs(node).stream().filter(i -> !parts.isConstant(i)).distinct().toList();
    if (data.size() != 1) {
      throw notFound(
          node.getOpType() + " '" + node.getOutput(0) + "' reads " + data.size() + " tensors");
    }
    return data.get(0);
  }

  /**
   * The pooling where {@code tensor} is only another shape of one: files made for one image often
   * have the 1 in that shape, and the pooling takes any number.
   */
  private String pooled(String tensor) {
    String at = tensor;
    while (true) {
      Optional<NodeProto> node = parts.producer(at);
      if (node.isPresent() && POOLS.contains(node.get().getOpType())) {
        return at;
      }
      if (node.isEmpty() || !VIEWS.contains(node.get().getOpType())) {
        return tensor;
      }
      at = node.get().getInput(0);
    }
  }

  /** A larger kernel is a layer like others: what reads places is not what names classes. */
  private void checkPointwise(NodeProto node) {
    if (!node.getOpType().equals("Conv")) {
      return;
    }
    List<Long> weights = parts.dimensions(node.getInput(1));
    List<Long> kernel =
        node.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("kernel_shape"))
            .map(AttributeProto::getIntsList)
            .findFirst()
            .orElse(weights.size() == 4 ? weights.subList(2, 4) : List.of());
    if (kernel.isEmpty() || kernel.stream().anyMatch(side -> side != 1)) {
      throw notFound(
          "its last layer with weights, '"
              + node.getOutput(0)
              + "', is a convolution of "
              + kernel);
    }
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
