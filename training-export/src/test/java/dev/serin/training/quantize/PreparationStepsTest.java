package dev.serin.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;

/** The rewritings before the quantisation change no answer. */
class PreparationStepsTest {
  private static final long[] SHAPE = {3, 5, 5};
  private static final double ROUNDING = 1e-5;

  private final List<float[]> images = Runs.images(4, 75, 1);

  @Test
  void fold_normalizationAfterConvolution_isGone() {
    EditableGraph graph = EditableGraph.parse(normalized("Identity"));
    byte[] before = graph.bytes();

    Cleanup.apply(graph);
    BatchNormalizationFolding.apply(graph, tensor -> 4);

    assertThat(ops(graph)).containsExactly("Conv");
    assertSame(before, graph.bytes());
  }

  @Test
  void fold_normalizationAfterRelu_becomesAConvolution() {
    EditableGraph graph = EditableGraph.parse(normalized("Relu"));
    byte[] before = graph.bytes();

    BatchNormalizationFolding.apply(graph, tensor -> 4);

    assertThat(ops(graph)).containsExactly("Conv", "Relu", "Conv");
    assertSame(before, graph.bytes());
  }

  @Test
  void fold_normalizationOfDense_isGone() {
    for (long transposed : new long[] {0, 1}) {
      Graphs graphs =
          Graphs.of(3, 5, 5)
              .node("Flatten", List.of("x"), "flat")
              .constant(
                  "W", Runs.weights(300, 1, 2), transposed == 0 ? 75 : 4, transposed == 0 ? 4 : 75)
              .constant("b", Runs.weights(4, 1, 3), 4)
              .node("Gemm", List.of("flat", "W", "b"), "g", Node.attribute("transB", transposed));
      byte[] before = normalization(graphs, "g").bytes();
      EditableGraph graph = EditableGraph.parse(before);

      BatchNormalizationFolding.apply(graph, tensor -> 2);

      assertThat(ops(graph)).containsExactly("Flatten", "Gemm");
      assertSame(before, graph.bytes());
    }
  }

  @Test
  void fold_othersReadTheConvolution_staysApart() {
    Graphs graphs = Graphs.of(3, 5, 5);
    convolution(graphs, "c");
    normalization(graphs, "c", "n");
    byte[] before = graphs.node("Add", List.of("c", "n"), "y").bytes();
    EditableGraph graph = EditableGraph.parse(before);

    BatchNormalizationFolding.apply(graph, tensor -> 4);

    assertThat(ops(graph)).containsExactly("Conv", "Conv", "Add");
    assertSame(before, graph.bytes());
  }

  @Test
  void head_convolutionOverOnePixel_becomesDense() {
    byte[] before =
        Graphs.of(3, 5, 5)
            .node("GlobalAveragePool", List.of("x"), "p")
            .constant("W", Runs.weights(12, 1, 4), 4, 3, 1, 1)
            .constant("b", Runs.weights(4, 1, 5), 4)
            .node("Conv", List.of("p", "W", "b"), "c")
            .node("Flatten", List.of("c"), "y")
            .bytes();
    EditableGraph graph = EditableGraph.parse(before);

    ClassifierHead.apply(graph);

    assertThat(ops(graph)).containsExactly("GlobalAveragePool", "Flatten", "Gemm");
    assertSame(before, graph.bytes());
  }

  @Test
  void head_convolutionOverMore_staysOne() {
    EditableGraph graph =
        EditableGraph.parse(
            convolution(Graphs.of(3, 5, 5), "c").node("Flatten", List.of("c"), "y").bytes());

    ClassifierHead.apply(graph);

    assertThat(ops(graph)).containsExactly("Conv", "Flatten");
  }

  @Test
  void upgrade_graphOfOpset7_answersTheSame() {
    Graphs graphs = new Graphs(7, TensorProto.DataType.FLOAT, SHAPE);
    convolution(graphs, "c");
    byte[] before =
        graphs
            .node("Clip", List.of("c"), "k", Graphs.number("min", -1), Graphs.number("max", 2))
            .node("Dropout", List.of("k"), "d", Graphs.number("ratio", 0.5f))
            .node("Unsqueeze", List.of("d"), "u", Node.attribute("axes", new long[] {1}))
            .node("Squeeze", List.of("u"), "s", Node.attribute("axes", new long[] {1}))
            .node("Softmax", List.of("s"), "y", Node.attribute("axis", 1))
            .bytes();
    EditableGraph graph = EditableGraph.parse(before);

    OpsetUpgrade.apply(graph);
    Cleanup.apply(graph);

    assertThat(graph.opset()).isEqualTo(13);
    assertThat(ops(graph)).doesNotContain("Dropout");
    assertSame(before, graph.bytes());
  }

  @Test
  void cleanup_constantNode_isAConstant() {
    TensorProto bound = Tensors.ofFloats("", new float[] {1});
    byte[] before =
        Graphs.of(3, 5, 5)
            .node(
                "Constant",
                List.of(),
                "bound",
                onnx.Onnx.AttributeProto.newBuilder()
                    .setName("value")
                    .setType(onnx.Onnx.AttributeProto.AttributeType.TENSOR)
                    .setT(bound)
                    .build())
            .node("Clip", List.of("x", "", "bound"), "y")
            .bytes();
    EditableGraph graph = EditableGraph.parse(before);

    Cleanup.apply(graph);

    assertThat(ops(graph)).containsExactly("Clip");
    assertSame(before, graph.bytes());
  }

  private static byte[] normalized(String between) {
    return normalization(convolution(Graphs.of(3, 5, 5), "c").node(between, List.of("c"), "r"), "r")
        .bytes();
  }

  private static Graphs convolution(Graphs graphs, String output) {
    return graphs
        .constant("W", Runs.weights(108, 1, 6), 4, 3, 3, 3)
        .constant("b", Runs.weights(4, 1, 7), 4)
        .node("Conv", List.of("x", "W", "b"), output);
  }

  private static Graphs normalization(Graphs graphs, String input) {
    return normalization(graphs, input, "y");
  }

  private static Graphs normalization(Graphs graphs, String input, String output) {
    return graphs
        .constant("gamma", Runs.weights(4, 2, 8), 4)
        .constant("beta", Runs.weights(4, 2, 9), 4)
        .constant("mean", Runs.weights(4, 2, 10), 4)
        .constant("var", new float[] {0.5f, 1, 2, 0}, 4)
        .node(
            "BatchNormalization",
            List.of(input, "gamma", "beta", "mean", "var"),
            output,
            Graphs.number("epsilon", 0.01f));
  }

  private static List<String> ops(EditableGraph graph) {
    return graph.nodes().stream().map(Node::op).toList();
  }

  private void assertSame(byte[] before, byte[] after) {
    float[] expected = Runs.answers(before, images, SHAPE);
    assertThat(Runs.difference(expected, Runs.answers(after, images, SHAPE)))
        .isCloseTo(0, within(ROUNDING));
  }
}
