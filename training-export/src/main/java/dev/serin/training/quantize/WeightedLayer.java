package dev.serin.training.quantize;

import java.util.Arrays;
import onnx.Onnx.TensorProto;
import org.jspecify.annotations.Nullable;

/**
 * The constants of a 2-D convolution or a dense layer.
 *
 * @param weights row by row in {@code shape}
 * @param shape [out, in / groups, rows, columns] of a convolution, [in, out] or [out, in] of a
 *     dense layer
 * @param axis the axis of the outputs in it
 * @param bias one value an output; empty where it has none
 * @param groups of a convolution; 1 for a dense layer
 */
// The arrays belong to one quantisation and are only read; copies would double a model.
@SuppressWarnings("ArrayRecordComponent")
record WeightedLayer(float[] weights, long[] shape, int axis, float[] bias, int groups) {

  /** The layer that {@code node} is; null where it is none, or not all of it is constant. */
  static @Nullable WeightedLayer of(EditableGraph graph, Node node) {
    TensorProto weights = graph.constant(node.input(1));
    if (weights == null || !Tensors.isFloat(weights) || graph.isConstant(node.input(0))) {
      return null;
    }
    int axis;
    int groups = 1;
    if (node.is("Conv") && weights.getDimsCount() == 4) {
      axis = 0;
      groups = Math.toIntExact(node.integer("group", 1));
    } else if (node.is("Gemm")
        && weights.getDimsCount() == 2
        && node.integer("transA", 0) == 0
        && node.number("alpha", 1) == 1
        && node.number("beta", 1) == 1) {
      axis = node.integer("transB", 0) == 0 ? 1 : 0;
    } else {
      return null;
    }
    long[] shape = Tensors.shape(weights);
    float[] bias = {};
    if (!node.input(2).isEmpty()) {
      TensorProto given = graph.constant(node.input(2));
      if (given == null || !Tensors.isFloat(given) || Tensors.size(given) != shape[axis]) {
        return null;
      }
      bias = Tensors.floats(given);
    }
    return new WeightedLayer(Tensors.floats(weights), shape, axis, bias, groups);
  }

  int outputs() {
    return Math.toIntExact(shape[axis]);
  }

  /** Whether each output reads of one input channel only. */
  boolean isDepthwise() {
    return shape.length == 4 && shape[1] == 1 && groups > 1;
  }

  /** The output that weight {@code i} belongs to. */
  int outputOf(int i) {
    int inner = 1;
    for (int d = axis + 1; d < shape.length; d++) {
      inner *= Math.toIntExact(shape[d]);
    }
    return i / inner % outputs();
  }

  /**
   * The places of the weights of one output, in the order in which ONNX Runtime's kernels multiply
   * them: a convolution's by row, column and channel, a dense layer's by input.
   */
  int[] order(int output) {
    int[] order = new int[weights.length / outputs()];
    if (shape.length == 2) {
      for (int i = 0; i < order.length; i++) {
        order[i] = axis == 0 ? output * order.length + i : i * outputs() + output;
      }
      return order;
    }
    int channels = Math.toIntExact(shape[1]);
    int pixels = order.length / channels;
    for (int i = 0; i < order.length; i++) {
      order[i] = output * order.length + i % channels * pixels + i / channels;
    }
    return order;
  }

  /** The layer whose every output is multiplied by a factor and has an offset added. */
  WeightedLayer scaled(float[] factor, float[] offset) {
    float[] scaled = weights.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor[outputOf(i)];
    }
    float[] shifted = Arrays.copyOf(bias, outputs());
    for (int o = 0; o < shifted.length; o++) {
      shifted[o] = shifted[o] * factor[o] + offset[o];
    }
    return new WeightedLayer(scaled, shape, axis, shifted, groups);
  }

  /** Makes these the constants of {@code node}. */
  void put(EditableGraph graph, Node node, String name) {
    node.inputs().set(1, graph.add(Tensors.ofFloats(name + "/W", weights, shape)));
    while (node.inputs().size() > 2) {
      node.inputs().remove(2);
    }
    if (bias.length > 0) {
      node.inputs().add(graph.add(Tensors.ofFloats(name + "/b", bias, bias.length)));
    }
  }
}
