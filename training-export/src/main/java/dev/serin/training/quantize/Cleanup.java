package dev.serin.training.quantize;

import java.util.List;
import onnx.Onnx.AttributeProto;

/** Takes away what computes nothing, and makes constants of the nodes that give one. */
final class Cleanup {
  private Cleanup() {}

  static void apply(EditableGraph graph) {
    for (Node node : List.copyOf(graph.nodes())) {
      if (node.is("Constant")) {
        constant(graph, node);
      } else if ((node.is("Identity") || node.is("Dropout")) && isNeedless(graph, node)) {
        if (graph.isConstant(node.input(0)) || !node.output().equals(graph.output())) {
          graph.redirect(node.output(), node.input(0));
          graph.replace(node, List.of());
        }
      }
    }
  }

  private static void constant(EditableGraph graph, Node node) {
    AttributeProto value = node.attributes().get("value");
    if (value != null) {
      graph.add(value.getT().toBuilder().setName(node.output()).build());
      graph.replace(node, List.of());
    }
  }

  /** The graph's output must be written by somebody; a dropout's mask must be read by nobody. */
  private static boolean isNeedless(EditableGraph graph, Node node) {
    return !node.output().equals(graph.output())
        && node.outputs().stream().skip(1).allMatch(o -> graph.consumers(o).isEmpty());
  }
}
