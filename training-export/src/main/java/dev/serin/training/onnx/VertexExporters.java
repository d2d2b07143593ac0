package dev.serin.training.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;

/** Turns vertices that are no layers into ONNX nodes. */
final class VertexExporters {
  private VertexExporters() {}

  private static final Set<Class<? extends GraphVertex>> KNOWN =
      Set.of(
          ElementWiseVertex.class,
          MergeVertex.class,
          ScaleVertex.class,
          ShiftVertex.class,
          L2NormalizeVertex.class,
          PreprocessorVertex.class,
          ReshapeVertex.class);

  /** Why this vertex cannot be exported; empty where it can. */
  static Optional<String> refusal(GraphVertex vertex) {
    if (!KNOWN.contains(vertex.getClass())) {
      return Optional.of(UnknownLayers.reason(vertex));
    }
    if (vertex instanceof L2NormalizeVertex norm && norm.getDimension() != null) {
      return Optional.of("it names the dimensions it normalises over");
    }
    if (vertex instanceof PreprocessorVertex preprocessing) {
      return Preprocessors.refusal(preprocessing.getPreProcessor());
    }
    return vertex instanceof ReshapeVertex reshape ? reshaping(reshape) : Optional.empty();
  }

  private static Optional<String> reshaping(ReshapeVertex vertex) {
    if (vertex.getReshapeOrder() != 'c') {
      return Optional.of("it reshapes column by column; ONNX does so row by row");
    }
    return vertex.getNewShape()[0] == -1
        ? Optional.empty()
        : Optional.of("its new shape fixes the number of images; put -1 first");
  }

  /**
   * Adds the nodes of a vertex that is not refused; gives the tensor that results.
   *
   * @param read what its first input is
   */
  static String export(
      GraphVertex vertex, String name, List<String> inputs, InputType read, OnnxGraph graph) {
    if (vertex instanceof ElementWiseVertex elements) {
      return elementWise(elements, name, inputs, graph);
    }
    if (vertex instanceof MergeVertex merge) {
      return graph.node(
          "Concat", name + "/merged", inputs, OnnxGraph.integer("axis", merge.getMergeAxis()));
    }
    if (vertex instanceof ScaleVertex scale) {
      String factor = graph.scalar(name + "/factor", scale.getScaleFactor());
      return graph.node("Mul", name + "/scaled", List.of(inputs.get(0), factor));
    }
    if (vertex instanceof ShiftVertex shift) {
      String term = graph.scalar(name + "/term", shift.getShiftFactor());
      return graph.node("Add", name + "/shifted", List.of(inputs.get(0), term));
    }
    if (vertex instanceof PreprocessorVertex preprocessing) {
      return Preprocessors.apply(preprocessing.getPreProcessor(), name, inputs.get(0), read, graph);
    }
    if (vertex instanceof ReshapeVertex reshape) {
      long[] shape = Arrays.stream(reshape.getNewShape()).asLongStream().toArray();
      return graph.node(
          "Reshape",
          name + "/reshaped",
          List.of(inputs.get(0), graph.longs(name + "/shape", shape)));
    }
    return l2((L2NormalizeVertex) vertex, name, inputs.get(0), read, graph);
  }

  private static String elementWise(
      ElementWiseVertex vertex, String name, List<String> inputs, OnnxGraph graph) {
    return switch (vertex.getOp()) {
      case Add -> pairs("Add", name + "/add", inputs, graph);
      case Product -> pairs("Mul", name + "/product", inputs, graph);
      case Subtract -> pairs("Sub", name + "/difference", inputs, graph);
      case Average -> graph.node("Mean", name + "/mean", inputs);
      case Max -> graph.node("Max", name + "/max", inputs);
    };
  }

  /** ONNX adds and multiplies two at a time. */
  private static String pairs(String op, String name, List<String> inputs, OnnxGraph graph) {
    String result = inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      String output = i == inputs.size() - 1 ? name : name + "-" + i;
      result = graph.node(op, output, List.of(result, inputs.get(i)));
    }
    return result;
  }

  private static String l2(
      L2NormalizeVertex vertex, String name, String input, InputType read, OnnxGraph graph) {
    long[] axes =
        read instanceof InputType.InputTypeConvolutional ? new long[] {1, 2, 3} : new long[] {1};
    String norm =
        graph.node("ReduceL2", name + "/norm", List.of(input), OnnxGraph.ints("axes", axes));
    String least = graph.scalar(name + "/eps", vertex.getEps());
    String safe = graph.node("Max", name + "/safe", List.of(norm, least));
    return graph.node("Div", name + "/normalised", List.of(input, safe));
  }
}
