package dev.serin.training.quantize;

import dev.serin.training.onnx.ExportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import onnx.Onnx.AttributeProto;

/**
 * Brings graphs of opset 7 to 12 to opset 13, the first with a scale for each channel. Only
 * operators whose change is known here are taken.
 */
final class OpsetUpgrade {
  static final int WANTED = 13;
  private static final int OLDEST = 7;

  /** Mean the same in opset 7 and in opset 13, with the attributes they may have. */
  private static final Set<String> UNCHANGED =
      Set.of(
          "Conv",
          "Gemm",
          "MatMul",
          "Relu",
          "LeakyRelu",
          "Sigmoid",
          "Add",
          "Mul",
          "Sub",
          "Concat",
          "MaxPool",
          "AveragePool",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "Flatten",
          "Reshape",
          "Transpose",
          "BatchNormalization",
          "Identity",
          "Constant",
          "Cast",
          "LRN");

  private OpsetUpgrade() {}

  /**
   * @throws ExportException naming the operator that is not known
   */
  static void apply(EditableGraph graph) {
    long opset = graph.opset();
    if (opset >= WANTED) {
      return;
    }
    if (opset < OLDEST) {
      throw new ExportException(
          "the graph is of opset " + opset + "; export it with opset " + WANTED + " or newer");
    }
    for (Node node : List.copyOf(graph.nodes())) {
      upgrade(graph, node, opset);
    }
    graph.opset(WANTED);
  }

  private static void upgrade(EditableGraph graph, Node node, long opset) {
    if (node.is("BatchNormalization")) {
      // Both were for training, and are gone since opset 9.
      node.attributes().remove("spatial");
    } else if (node.is("Dropout")) {
      // Does nothing where nothing is trained; Cleanup takes it away.
      node.attributes().clear();
    } else if (node.is("Clip") && opset < 11) {
      String name = node.output();
      bound(graph, node, "min", -Float.MAX_VALUE, name + "/min");
      bound(graph, node, "max", Float.MAX_VALUE, name + "/max");
    } else if (node.is("Squeeze") || node.is("Unsqueeze")) {
      long[] axes = node.integers("axes");
      if (axes != null) {
        node.attributes().remove("axes");
        node.inputs().add(graph.add(Tensors.ofLongs(node.output() + "/axes", axes)));
      }
    } else if (node.is("Softmax")) {
      softmax(graph, node);
    } else if (!UNCHANGED.stream().anyMatch(node::is) && !node.is("Clip")) {
      throw new ExportException(
          "operator "
              + node.op()
              + " ('"
              + node.output()
              + "') of opset "
              + opset
              + " is not known here; export the graph with opset "
              + WANTED
              + " or newer");
    }
  }

  private static void bound(
      EditableGraph graph, Node clip, String attribute, float otherwise, String name) {
    float bound = clip.number(attribute, otherwise);
    clip.attributes().remove(attribute);
    clip.inputs().add(graph.add(Tensors.ofFloats(name, new float[] {bound})));
  }

  /** Before opset 13 it was taken over all axes from {@code axis} on, as over one. */
  private static void softmax(EditableGraph graph, Node node) {
    String name = node.output();
    AttributeProto axis = Node.attribute("axis", node.integer("axis", 1));
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node("Shape", List.of(node.input(0)), name + "/shape"));
    nodes.add(new Node("Flatten", List.of(node.input(0)), name + "/flat", axis));
    nodes.add(
        new Node(
            "Softmax", List.of(name + "/flat"), name + "/softmax", Node.attribute("axis", -1)));
    nodes.add(new Node("Reshape", List.of(name + "/softmax", name + "/shape"), name));
    graph.replace(node, nodes);
  }
}
