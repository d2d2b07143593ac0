package dev.serin.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.serin.training.net.Acceleration;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/** Every layer and setting that is exported, beside ONNX Runtime's answer. */
class OnnxExporterTest {
  private static final double TOLERANCE = 1e-4;

  private final OnnxExporter exporter = new OnnxExporter();

  @BeforeAll
  static void accelerate() {
    Acceleration.enable();
  }

  static Stream<Named<Layer[]>> layers() {
    return Stream.of(
        named("dense", dense(Activation.RELU)),
        named("dense, no bias", denseBuilder().hasBias(false).build()),
        named("dense, identity", dense(Activation.IDENTITY)),
        named("dense with dropout", denseBuilder().dropOut(0.5).build()),
        named("two dense", dense(Activation.RELU), dense(Activation.RELU)),
        named("convolution, truncate", convolution(3, 1, ConvolutionMode.Truncate, 0)),
        named("convolution, truncate, stride 2", convolution(2, 2, ConvolutionMode.Truncate, 0)),
        named("convolution, padded", convolution(3, 2, ConvolutionMode.Truncate, 1)),
        named("convolution, strict", convolution(3, 2, ConvolutionMode.Strict, 0)),
        named("convolution, same", convolution(3, 1, ConvolutionMode.Same, 0)),
        named("convolution, same, even kernel", convolution(2, 1, ConvolutionMode.Same, 0)),
        named("convolution, same, stride 2", convolution(4, 2, ConvolutionMode.Same, 0)),
        named(
            "convolution, oblong, no bias",
            new ConvolutionLayer.Builder(3, 2)
                .stride(1, 2)
                .nOut(3)
                .activation(Activation.RELU)
                .hasBias(false)
                .build()),
        named("max pooling, truncate", pooling(2, 2, ConvolutionMode.Truncate, 0)),
        named("max pooling, overlapping", pooling(3, 2, ConvolutionMode.Truncate, 0)),
        named("max pooling, padded", pooling(3, 2, ConvolutionMode.Truncate, 1)),
        named("max pooling, same", pooling(2, 2, ConvolutionMode.Same, 0)),
        named("batch normalisation", new BatchNormalization()),
        named(
            "batch normalisation, plain variance",
            new BatchNormalization.Builder().useLogStd(false).build()),
        named(
            "batch normalisation, locked",
            new BatchNormalization.Builder().lockGammaBeta(true).gamma(1.5).beta(0.25).build()),
        named(
            "batch normalisation, other epsilon",
            new BatchNormalization.Builder().eps(0.1).build()),
        named(
            "batch normalisation that claims an activation",
            new BatchNormalization.Builder().activation(Activation.RELU).build()),
        named("batch normalisation of dense", dense(Activation.IDENTITY), new BatchNormalization()),
        named("activation after dense", dense(Activation.IDENTITY), activation()),
        named(
            "all of them",
            convolution(3, 1, ConvolutionMode.Same, 0),
            new BatchNormalization(),
            activation(),
            pooling(2, 2, ConvolutionMode.Truncate, 0),
            convolution(2, 1, ConvolutionMode.Truncate, 0),
            dense(Activation.RELU)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void export_trainedLayers_answerAsInDl4j(Layer[] layers) {
    MultiLayerNetwork network = Networks.trained(Networks.sequential(layers));
    byte[] model = exporter.export(network, Networks.CHANNELS, Networks.SIDE, Networks.SIDE);

    float[] values = Networks.values(6, 99);
    assertSame(run(model, values, 6), Networks.logits(network, values, 6));
  }

  @Test
  void export_residualGraph_answersAsInDl4j() {
    ComputationGraph network = Networks.trained(residual());
    byte[] model = exporter.export(network, Networks.CHANNELS, Networks.SIDE, Networks.SIDE);

    float[] values = Networks.values(5, 98);
    assertSame(run(model, values, 5), Networks.logits(network, values, 5));
  }

  @Test
  void export_anyBatchSize_isTaken() {
    MultiLayerNetwork network =
        Networks.trained(Networks.sequential(convolution(3, 1, ConvolutionMode.Same, 0)));
    byte[] model = exporter.export(network, Networks.CHANNELS, Networks.SIDE, Networks.SIDE);

    for (int n : new int[] {1, 3, 17}) {
      assertThat(run(model, Networks.values(n, 1), n)).hasSize(n * Networks.CLASSES);
    }
  }

  @Test
  void export_twice_givesTheSameBytes() {
    ComputationGraph network = Networks.trained(residual());

    assertThat(exporter.export(network, Networks.CHANNELS, Networks.SIDE, Networks.SIDE))
        .isEqualTo(
            exporter.export(network.clone(), Networks.CHANNELS, Networks.SIDE, Networks.SIDE));
  }

  @Test
  void export_layersNamedLikeTheGraphsEnds_causeNoClash() {
    GraphBuilder graph =
        Networks.base().graphBuilder().addInputs("in").setInputTypes(Networks.input());
    graph.addLayer("input", dense(Activation.RELU), "in");
    graph.addLayer("output", dense(Activation.RELU), "input");
    graph.addLayer("last", Networks.output(), "output").setOutputs("last");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    Networks.trained(network);

    byte[] model = exporter.export(network, Networks.CHANNELS, Networks.SIDE, Networks.SIDE);

    float[] values = Networks.values(2, 5);
    assertSame(run(model, values, 2), Networks.logits(network, values, 2));
  }

  private static ComputationGraph residual() {
    GraphBuilder graph =
        Networks.base().graphBuilder().addInputs("input").setInputTypes(Networks.input());
    graph.addLayer("a", convolution(3, 1, ConvolutionMode.Same, 0), "input");
    graph.addLayer("a-bn", new BatchNormalization(), "a");
    graph.addLayer("b", convolution(3, 1, ConvolutionMode.Same, 0), "a-bn");
    graph.addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "b", "a-bn");
    graph.addLayer("relu", activation(), "add");
    graph.addLayer("dense", dense(Activation.RELU), "relu");
    graph.addLayer("output", Networks.output(), "dense").setOutputs("output");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private static float[] run(byte[] model, float[] values, int n) {
    try (OnnxRunner runner = new OnnxRunner(model, Networks.SIDE, Networks.SIDE)) {
      return runner.of(values, n);
    }
  }

  private static void assertSame(float[] exported, float[] trained) {
    assertThat(exported).hasSameSizeAs(trained);
    for (int i = 0; i < trained.length; i++) {
      assertThat((double) exported[i])
          .as("logit %d", i)
          .isCloseTo(trained[i], within(TOLERANCE * Math.max(1, Math.abs(trained[i]))));
    }
  }

  private static Named<Layer[]> named(String name, Layer... layers) {
    return Named.of(name, layers);
  }

  private static ConvolutionLayer convolution(
      int side, int stride, ConvolutionMode mode, int padding) {
    return new ConvolutionLayer.Builder(side, side)
        .stride(stride, stride)
        .padding(padding, padding)
        .convolutionMode(mode)
        .nOut(3)
        .activation(Activation.RELU)
        .build();
  }

  private static SubsamplingLayer pooling(int side, int stride, ConvolutionMode mode, int padding) {
    return new SubsamplingLayer.Builder(PoolingType.MAX)
        .kernelSize(side, side)
        .stride(stride, stride)
        .padding(padding, padding)
        .convolutionMode(mode)
        .build();
  }

  private static DenseLayer.Builder denseBuilder() {
    return new DenseLayer.Builder().nOut(6).activation(Activation.RELU);
  }

  private static DenseLayer dense(Activation activation) {
    return denseBuilder().activation(activation).build();
  }

  private static ActivationLayer activation() {
    return new ActivationLayer.Builder().activation(Activation.RELU).build();
  }
}
