package dev.serin.training.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import onnx.Onnx.TensorProto;
import org.jspecify.annotations.Nullable;

/**
 * Folds batch normalisations into the convolution or the dense layer before them: y = a (W x + b) +
 * c is (a W) x + (a b + c), with a = gamma / sqrt(var + epsilon) and c = beta - a mean. One that
 * follows something else becomes a convolution of its own, 1x1 and with a group for each channel,
 * where the tensor has rows and columns.
 */
final class BatchNormalizationFolding {
  private static final float EPSILON = 1e-5f;

  private BatchNormalizationFolding() {}

  /**
   * @param rank tells how many dimensions a tensor has
   */
  static void apply(EditableGraph graph, ToIntFunction<String> rank) {
    for (Node node : List.copyOf(graph.nodes())) {
      if (node.is("BatchNormalization") && constants(graph, node)) {
        fold(graph, node, rank);
      }
    }
  }

  private static void fold(EditableGraph graph, Node node, ToIntFunction<String> rank) {
    float[] factor = factor(graph, node);
    float[] offset = offset(graph, node, factor);
    Node before = graph.producer(node.input(0));
    WeightedLayer layer =
        before != null && graph.onlyConsumer(before.output()) == node
            ? WeightedLayer.of(graph, before)
            : null;
    if (before != null && layer != null) {
      layer.scaled(factor, offset).put(graph, before, before.output() + "/folded");
      // The convolution takes the place and the name of the normalisation's output.
      before.outputs().set(0, node.output());
      graph.replace(node, List.of());
    } else if (rank.applyAsInt(node.input(0)) == 4) {
      graph.replace(node, List.of(depthwise(graph, node, factor, offset)));
    }
  }

  private static Node depthwise(EditableGraph graph, Node node, float[] factor, float[] offset) {
    String name = node.output();
    List<String> inputs = new ArrayList<>();
    inputs.add(node.input(0));
    inputs.add(graph.add(Tensors.ofFloats(name + "/W", factor, factor.length, 1, 1, 1)));
    inputs.add(graph.add(Tensors.ofFloats(name + "/b", offset, offset.length)));
    return new Node(
        "Conv",
        inputs,
        name,
        Node.attribute("kernel_shape", new long[] {1, 1}),
        Node.attribute("group", factor.length));
  }

  private static boolean constants(EditableGraph graph, Node node) {
    return node.outputs().size() == 1
        && node.inputs().stream().skip(1).allMatch(i -> isFloat(graph.constant(i)));
  }

  private static boolean isFloat(@Nullable TensorProto tensor) {
    return tensor != null && Tensors.isFloat(tensor);
  }

  private static float[] factor(EditableGraph graph, Node node) {
    float[] gamma = values(graph, node, 1);
    float[] variance = values(graph, node, 4);
    float epsilon = node.number("epsilon", EPSILON);
    float[] factor = new float[gamma.length];
    for (int c = 0; c < factor.length; c++) {
      factor[c] = (float) (gamma[c] / Math.sqrt((double) variance[c] + epsilon));
    }
    return factor;
  }

  private static float[] offset(EditableGraph graph, Node node, float[] factor) {
    float[] beta = values(graph, node, 2);
    float[] mean = values(graph, node, 3);
    float[] offset = new float[factor.length];
    for (int c = 0; c < offset.length; c++) {
      offset[c] = beta[c] - factor[c] * mean[c];
    }
    return offset;
  }

  private static float[] values(EditableGraph graph, Node node, int input) {
    TensorProto tensor = graph.constant(node.input(input));
    if (tensor == null) {
      throw new IllegalStateException("input " + input + " of " + node.op() + " is not constant");
    }
    return Tensors.floats(tensor);
  }
}
