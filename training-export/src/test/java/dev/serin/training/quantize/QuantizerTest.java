package dev.serin.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.net.Acceleration;
import dev.serin.training.onnx.Networks;
import dev.serin.training.onnx.OnnxExporter;
import java.nio.file.Path;
import java.util.List;
import onnx.Onnx.TensorProto;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;

/** Networks of our own exporter, quantised and run with ONNX Runtime's kernels for integers. */
class QuantizerTest {
  private static final int SIDE = Networks.SIDE;
  private static final long[] SHAPE = {Networks.CHANNELS, SIDE, SIDE};
  private static final int VALUES = Networks.CHANNELS * SIDE * SIDE;
  private static final double TOLERANCE = 0.06;

  private final List<float[]> calibration = Runs.images(24, VALUES, 1);
  private final List<float[]> fresh = Runs.images(16, VALUES, 2);

  @BeforeAll
  static void accelerate() {
    Acceleration.enable();
  }

  @Test
  void quantize_trainedSequence_answersNearlyTheSame(@TempDir Path folder) throws Exception {
    byte[] model = exported(sequence());

    Quantized quantized = Runs.quantized(model, calibration, SHAPE);

    assertThat(difference(model, quantized.model())).isBetween(1e-7, TOLERANCE);
    assertThat(quantized.left()).isEmpty();
    assertThat(quantized.images()).isEqualTo(24);
    assertThat(Runs.kernels(quantized.model(), folder, SHAPE))
        .contains("QLinearConv", "QGemm", "QuantizeLinear")
        .doesNotContain("Conv", "Gemm", "Relu", "BatchNormalization", "FusedConv");
  }

  @Test
  void quantize_trainedResidual_answersNearlyTheSame(@TempDir Path folder) throws Exception {
    byte[] model = exported(Networks.trained(residual()));

    Quantized quantized = Runs.quantized(model, calibration, SHAPE);

    assertThat(difference(model, quantized.model())).isBetween(1e-7, TOLERANCE);
    assertThat(quantized.left()).isEmpty();
    assertThat(Runs.kernels(quantized.model(), folder, SHAPE))
        .contains("QLinearConv", "QLinearAdd", "QGemm")
        .doesNotContain("Conv", "Gemm", "Relu", "Add", "BatchNormalization");
  }

  @Test
  void quantize_anyGraph_kernelsAnswerAsTheStandardSays() throws Exception {
    byte[] model =
        Runs.quantized(exported(Networks.trained(residual())), calibration, SHAPE).model();

    // A step of an activation is 1/255 of its range: rounding a tie the other way is allowed.
    assertThat(
            Runs.difference(Runs.byTheBook(model, fresh, SHAPE), Runs.answers(model, fresh, SHAPE)))
        .isLessThan(0.02);
  }

  @Test
  void quantize_twice_givesTheSameBytes() {
    byte[] model = exported(sequence());

    assertThat(Runs.quantized(model, calibration, SHAPE).model())
        .isEqualTo(Runs.quantized(model, calibration, SHAPE).model());
  }

  @Test
  void quantize_largeWeights_takesAQuarterOfTheRoom() {
    byte[] model =
        exported(
            Networks.sequential(
                convolution(Activation.RELU, 64), convolution(Activation.RELU, 128)));

    int bytes = Runs.quantized(model, calibration, SHAPE).model().length;

    assertThat((double) bytes / model.length).isBetween(0.25, 0.30);
  }

  @Test
  void quantize_worstCase_doesNotOverflow() throws Exception {
    // All pixels at the top of the range and all weights the largest: two products of 8 bits and 8
    // bits would not fit in the 16 that CPUs without VNNI add them in.
    int channels = 32;
    float[] weights = new float[channels * channels * 9];
    java.util.Arrays.fill(weights, 1);
    byte[] model =
        Graphs.of(channels, 8, 8)
            .constant("W", weights, channels, channels, 3, 3)
            .node("Conv", List.of("x", "W"), "c")
            .node("GlobalAveragePool", List.of("c"), "p")
            .node("Flatten", List.of("p"), "f")
            .constant("G", Runs.weights(channels * 4, 1, 3), channels, 4)
            .node("Gemm", List.of("f", "G"), "y")
            .bytes();
    float[] bright = new float[channels * 64];
    java.util.Arrays.fill(bright, 3);
    long[] shape = {channels, 8, 8};

    byte[] quantized = Runs.quantized(model, List.of(bright), shape).model();

    assertThat(
            Runs.difference(
                Runs.answers(model, List.of(bright), shape),
                Runs.answers(quantized, List.of(bright), shape)))
        .isLessThan(0.02);
  }

  @Test
  void quantize_poolsJoinsAndMoves_shareTheirScale(@TempDir Path folder) throws Exception {
    byte[] model = squeezing();
    long[] shape = {2, 9, 9};

    Quantized quantized = Runs.quantized(model, calibration, shape);

    assertThat(difference(model, quantized.model())).isBetween(1e-7, TOLERANCE);
    assertThat(Runs.kernels(quantized.model(), folder, shape))
        .contains("MaxPool", "QLinearConcat", "QLinearAveragePool", "Slice", "Pad", "Transpose")
        .doesNotContain("Conv", "Concat", "AveragePool", "Relu", "Clip");
    assertThat(scales(quantized, "one", "two", "joined", "pooled", "cut", "padded", "turned"))
        .hasSize(1);
    assertThat(scales(quantized, "x", "joined", "mean")).hasSize(3);
  }

  @Test
  void quantize_endsInAConvolution_givesTheNamedOutput() {
    byte[] model =
        Graphs.of(2, 9, 9)
            .constant("W", Runs.weights(6, 1, 4), 3, 2, 1, 1)
            .node("Conv", List.of("x", "W"), "y")
            .bytes();

    assertThat(difference(model, Runs.quantized(model, calibration, SHAPE).model()))
        .isBetween(1e-7, TOLERANCE);
  }

  @Test
  void quantize_uint8Input_isReadAsPixels() {
    byte[] model =
        new Graphs(13, TensorProto.DataType.UINT8, 2, 9, 9)
            .node("Cast", List.of("x"), "float", Node.attribute("to", 1))
            .constant("half", new float[] {127.5f})
            .node("Sub", List.of("float", "half"), "centred")
            .constant("W", Runs.weights(54, 0.01, 5), 3, 2, 3, 3)
            .node("Conv", List.of("centred", "W"), "y")
            .bytes();
    List<float[]> pixels = calibration.stream().map(QuantizerTest::pixels).toList();

    Quantized quantized = Runs.quantized(model, pixels, SHAPE);

    assertThat(quantized.left()).containsExactly("Cast", "Sub");
    assertThat(
            Runs.difference(
                Runs.answers(model, pixels, SHAPE), Runs.answers(quantized.model(), pixels, SHAPE)))
        .isBetween(1e-7, TOLERANCE);
  }

  private static float[] pixels(float[] values) {
    float[] pixels = new float[values.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = Math.round((values[i] + 2) * 63);
    }
    return pixels;
  }

  private static List<Float> scales(Quantized quantized, String... tensors) {
    List<String> names = List.of(tensors);
    List<Quantized.Tensor> found =
        quantized.tensors().stream().filter(t -> names.contains(t.name())).toList();
    assertThat(found).hasSameSizeAs(names);
    return found.stream().map(Quantized.Tensor::scale).distinct().toList();
  }

  /** As SqueezeNet and the CIFAR ResNets have it. */
  private static byte[] squeezing() {
    return Graphs.of(2, 9, 9)
        .constant("W1", Runs.weights(8, 1, 6), 4, 2, 1, 1)
        .constant("W2", Runs.weights(72, 1, 7), 4, 2, 3, 3)
        .constant("b2", Runs.weights(4, 1, 8), 4)
        .node("Conv", List.of("x", "W1"), "c1")
        .node("Relu", List.of("c1"), "one")
        .node(
            "Conv", List.of("x", "W2", "b2"), "c2", Node.attribute("pads", new long[] {1, 1, 1, 1}))
        .constant("zero", new float[] {0})
        .constant("six", new float[] {6})
        .node("Clip", List.of("c2", "zero", "six"), "two")
        .node("Concat", List.of("one", "two"), "joined", Node.attribute("axis", 1))
        .node(
            "MaxPool",
            List.of("joined"),
            "pooled",
            Node.attribute("kernel_shape", new long[] {2, 2}),
            Node.attribute("strides", new long[] {2, 2}))
        .constant(Tensors.ofLongs("from", new long[] {0}))
        .constant(Tensors.ofLongs("to", new long[] {3}))
        .constant(Tensors.ofLongs("axis", new long[] {2}))
        .node("Slice", List.of("pooled", "from", "to", "axis"), "cut")
        .constant(Tensors.ofLongs("pads", new long[] {0, 0, 0, 0, 0, 0, 1, 0}))
        .node("Pad", List.of("cut", "pads"), "padded")
        .node(
            "Transpose",
            List.of("padded"),
            "turned",
            Node.attribute("perm", new long[] {0, 1, 3, 2}))
        .node(
            "AveragePool",
            List.of("turned"),
            "mean",
            Node.attribute("kernel_shape", new long[] {4, 4}))
        .node("Flatten", List.of("mean"), "flat")
        .constant("G", Runs.weights(32, 1, 9), 4, 8)
        .node("Gemm", List.of("flat", "G"), "y", Node.attribute("transB", 1))
        .constant("unused", new float[] {1})
        .bytes()
        .clone();
  }

  private double difference(byte[] model, byte[] quantized) {
    return Runs.difference(
        Runs.answers(model, fresh, SHAPE), Runs.answers(quantized, fresh, SHAPE));
  }

  private static byte[] exported(org.deeplearning4j.nn.api.Model network) {
    return new OnnxExporter().export(network, Networks.CHANNELS, SIDE, SIDE);
  }

  private static org.deeplearning4j.nn.multilayer.MultiLayerNetwork sequence() {
    return Networks.trained(
        Networks.sequential(
            convolution(Activation.IDENTITY),
            new BatchNormalization(),
            new ActivationLayer.Builder().activation(Activation.RELU).build(),
            new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build(),
            convolution(Activation.RELU),
            new BatchNormalization(),
            new DenseLayer.Builder().nOut(8).activation(Activation.RELU).build()));
  }

  private static ComputationGraph residual() {
    GraphBuilder graph =
        Networks.base().graphBuilder().addInputs("input").setInputTypes(Networks.input());
    graph.addLayer("a", convolution(Activation.RELU), "input");
    graph.addLayer("a-bn", new BatchNormalization(), "a");
    graph.addLayer("b", convolution(Activation.IDENTITY), "a-bn");
    graph.addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "b", "a-bn");
    graph.addLayer(
        "relu", new ActivationLayer.Builder().activation(Activation.RELU).build(), "add");
    graph.addLayer("output", Networks.output(), "relu").setOutputs("output");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private static ConvolutionLayer convolution(Activation activation) {
    return convolution(activation, 8);
  }

  private static ConvolutionLayer convolution(Activation activation, int outputs) {
    return new ConvolutionLayer.Builder(3, 3)
        .convolutionMode(ConvolutionMode.Same)
        .nOut(outputs)
        .activation(activation)
        .build();
  }
}
