package dev.serin.training.onnx;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;

/** Turns vertices that are no layers into ONNX nodes. */
final class VertexExporters {
  private VertexExporters() {}

  /** Why this vertex cannot be exported; empty where it can. */
  static Optional<String> refusal(GraphVertex vertex) {
    if (vertex instanceof SubsetVertex) {
      return Optional.of("DL4J itself computes a SubsetVertex wrongly for images");
    }
    if (vertex instanceof L2NormalizeVertex norm && norm.getDimension() != null) {
      return Optional.of("it names the dimensions it normalises over");
    }
    boolean known =
        vertex.getClass() == ElementWiseVertex.class
            || vertex.getClass() == MergeVertex.class
            || vertex.getClass() == ScaleVertex.class
            || vertex.getClass() == ShiftVertex.class
            || vertex.getClass() == L2NormalizeVertex.class;
    return known ? Optional.empty() : Optional.of("this vertex is not known to the exporter");
  }

  /**
   * Adds the nodes of a vertex that is not refused; gives the tensor that results.
   *
   * @param rank dimensions of what it reads, the batch included
   */
  static String export(
      GraphVertex vertex, String name, List<String> inputs, int rank, OnnxGraph graph) {
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
    return l2((L2NormalizeVertex) vertex, name, inputs.get(0), rank, graph);
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
      L2NormalizeVertex vertex, String name, String input, int rank, OnnxGraph graph) {
    long[] axes = new long[rank - 1];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = i + 1L;
    }
    String norm =
        graph.node("ReduceL2", name + "/norm", List.of(input), OnnxGraph.ints("axes", axes));
    String least = graph.scalar(name + "/eps", vertex.getEps());
    String safe = graph.node("Max", name + "/safe", List.of(norm, least));
    return graph.node("Div", name + "/normalised", List.of(input, safe));
  }
}
