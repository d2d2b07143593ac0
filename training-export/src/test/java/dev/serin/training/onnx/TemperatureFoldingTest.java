package dev.serin.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class TemperatureFoldingTest {
  private static final double TEMPERATURE = 1.7;
  private static final int IN = Networks.CHANNELS * Networks.SIDE * Networks.SIDE;

  @Test
  void fold_exportedNetwork_dividesItsLogitsAndKeepsItsNodes() throws Exception {
    byte[] model =
        new OnnxExporter()
            .export(
                Networks.trained(
                    Networks.sequential(
                        new ConvolutionLayer.Builder(3, 3)
                            .nOut(3)
                            .activation(Activation.RELU)
                            .build())),
                Networks.CHANNELS,
                Networks.SIDE,
                Networks.SIDE);
    byte[] folded = check(model);
    assertThat(ops(folded)).isEqualTo(ops(model)).endsWith("Gemm");
    assertThat(ModelProto.parseFrom(folded).getGraph().getOutput(0))
        .isEqualTo(ModelProto.parseFrom(model).getGraph().getOutput(0));
  }

  @Test
  void fold_matMulAndAdd_scalesBoth() throws Exception {
    OnnxGraph graph = flattened();
    String product = graph.node("MatMul", "product", List.of("flat", weights(graph)));
    graph.node("Add", "output", List.of(bias(graph), product));
    graph.output("output", Networks.CLASSES);
    assertThat(ops(check(graph.bytes()))).containsExactly("Flatten", "MatMul", "Add");
  }

  @Test
  void fold_weightsThatOthersRead_areLeftAlone() throws Exception {
    OnnxGraph graph = flattened();
    String w = weights(graph);
    String first = graph.node("MatMul", "first", List.of("flat", w));
    String second = graph.node("MatMul", "second", List.of("flat", w));
    graph.node("Max", "larger", List.of(first, second));
    graph.node("Gemm", "output", List.of("larger", square(graph), bias(graph)));
    graph.output("output", Networks.CLASSES);
    assertThat(ops(check(graph.bytes()))).endsWith("Gemm").doesNotContain("Mul");

    OnnxGraph shared = flattened();
    String b = bias(shared);
    String one = shared.node("Gemm", "one", List.of("flat", weights(shared), b));
    shared.node("Gemm", "output", List.of(one, square(shared), b));
    shared.output("output", Networks.CLASSES);
    assertThat(ops(check(shared.bytes()))).endsWith("Gemm", "Mul");
  }

  @Test
  void fold_otherEnd_appendsAMul() throws Exception {
    OnnxGraph graph = flattened();
    graph.node("Gemm", "product", List.of("flat", weights(graph)));
    graph.node("Relu", "output", List.of("product"));
    graph.output("output", Networks.CLASSES);
    byte[] folded = check(graph.bytes());
    assertThat(ops(folded)).endsWith("Relu", "Mul");
    NodeProto last = ModelProto.parseFrom(folded).getGraph().getNode(3);
    assertThat(last.getOutput(0)).isEqualTo("output");
  }

  @Test
  void fold_outputThatIsReadAgain_staysWhatOthersRead() {
    OnnxGraph graph = flattened();
    graph.node("Gemm", "output", List.of("flat", weights(graph)));
    graph.node("Relu", "also", List.of("output"));
    graph.output("output", Networks.CLASSES);
    graph.output("also", Networks.CLASSES);
    check(graph.bytes());
  }

  @Test
  void fold_whatCannotBe_isRefused() {
    OnnxGraph softmax = flattened();
    softmax.node("Gemm", "product", List.of("flat", weights(softmax)));
    softmax.node("Softmax", "output", List.of("product"));
    softmax.output("output", Networks.CLASSES);
    byte[] probabilities = softmax.bytes();
    assertThatThrownBy(() -> TemperatureFolding.fold(probabilities, 2))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("Softmax");
    assertThatThrownBy(
            () -> TemperatureFolding.fold("no graph".getBytes(StandardCharsets.UTF_8), 2))
        .isInstanceOf(ExportException.class);
    assertThatThrownBy(() -> TemperatureFolding.fold(probabilities, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Folds, and compares what ONNX Runtime makes of both; gives the folded model. */
  private static byte[] check(byte[] model) {
    byte[] folded = TemperatureFolding.fold(model, TEMPERATURE);
    float[] values = Networks.values(20, 3);
    try (OnnxRunner before = new OnnxRunner(model, Networks.SIDE, Networks.SIDE);
        OnnxRunner after = new OnnxRunner(folded, Networks.SIDE, Networks.SIDE)) {
      float[] old = before.of(values.clone(), 20);
      float[] scaled = after.of(values.clone(), 20);
      double largest = 0;
      for (float logit : old) {
        largest = Math.max(largest, Math.abs(logit));
      }
      assertThat(largest).isGreaterThan(0.1);
      for (int i = 0; i < old.length; i++) {
        assertThat((double) scaled[i])
            .isCloseTo(old[i] / TEMPERATURE, within(1e-6 * largest / TEMPERATURE));
      }
    }
    return folded;
  }

  private static OnnxGraph flattened() {
    OnnxGraph graph = new OnnxGraph();
    graph.input("input", Networks.CHANNELS, Networks.SIDE, Networks.SIDE);
    graph.node("Flatten", "flat", List.of("input"), OnnxGraph.integer("axis", 1));
    return graph;
  }

  private static String weights(OnnxGraph graph) {
    Nd4j.getRandom().setSeed(5);
    return graph.constant("w", Nd4j.randn(DataType.FLOAT, IN, Networks.CLASSES).mul(0.1));
  }

  private static String square(OnnxGraph graph) {
    Nd4j.getRandom().setSeed(6);
    return graph.constant("s", Nd4j.randn(DataType.FLOAT, Networks.CLASSES, Networks.CLASSES));
  }

  private static String bias(OnnxGraph graph) {
    Nd4j.getRandom().setSeed(7);
    return graph.constant("b", Nd4j.randn(DataType.FLOAT, Networks.CLASSES));
  }

  private static List<String> ops(byte[] model) throws Exception {
    return ModelProto.parseFrom(model).getGraph().getNodeList().stream()
        .map(NodeProto::getOpType)
        .toList();
  }
}
