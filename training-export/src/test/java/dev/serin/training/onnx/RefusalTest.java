package dev.serin.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What the exporter does not know it refuses by name, with the reason. */
class RefusalTest {
  private final OnnxExporter exporter = new OnnxExporter();

  static Stream<Arguments> layers() {
    return Stream.of(
        Arguments.of(
            new SeparableConvolution2D.Builder(3, 3).name("odd").nOut(2).build(),
            "'odd' (SeparableConvolution2D): this layer is not known"),
        Arguments.of(
            new GlobalPoolingLayer.Builder(PoolingType.AVG).name("odd").build(),
            "'odd' (GlobalPoolingLayer): this layer is not known"),
        Arguments.of(
            new DenseLayer.Builder().name("odd").nOut(3).activation(Activation.GELU).build(),
            "'odd' (DenseLayer): its activation ActivationGELU is not known"),
        Arguments.of(
            new DenseLayer.Builder()
                .name("odd")
                .nOut(3)
                .activation(Activation.RELU)
                .hasLayerNorm(true)
                .build(),
            "'odd' (DenseLayer): it has layer normalisation"),
        Arguments.of(
            new ActivationLayer.Builder().name("odd").activation(Activation.RRELU).build(),
            "'odd' (ActivationLayer): its activation ActivationRReLU is not known"),
        Arguments.of(
            new ConvolutionLayer.Builder(2, 2)
                .name("odd")
                .nOut(2)
                .dilation(2, 2)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.RELU)
                .build(),
            "'odd' (ConvolutionLayer): it has a dilation of [2, 2]"),
        Arguments.of(
            new SubsamplingLayer.Builder(PoolingType.AVG).name("odd").build(),
            "'odd' (SubsamplingLayer): its pooling type is AVG"));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void check_unknownLayerOrSetting_isNamedWithTheReason(Layer layer, String message) {
    assertRefused(Networks.sequential(layer), message);
  }

  @Test
  void check_severalFaults_areAllNamed() {
    MultiLayerNetwork network =
        Networks.sequential(
            new GlobalPoolingLayer.Builder(PoolingType.MAX).name("one").build(),
            new DenseLayer.Builder().name("two").nOut(3).activation(Activation.CUBE).build());

    assertRefused(network, "'one' (GlobalPoolingLayer)");
    assertRefused(network, "'two' (DenseLayer)");
  }

  @Test
  void check_otherDataFormat_isRefused() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            Networks.base()
                .list()
                .layer(
                    new ConvolutionLayer.Builder(2, 2)
                        .name("first")
                        .nOut(2)
                        .dataFormat(CNN2DFormat.NHWC)
                        .activation(Activation.RELU)
                        .build())
                .layer(new BatchNormalization.Builder().name("second").build())
                .layer(Networks.output())
                .setInputType(InputType.convolutional(9, 9, 2, CNN2DFormat.NHWC))
                .build());
    network.init();

    assertRefused(network, "'first' (ConvolutionLayer): its data format is NHWC");
    assertRefused(network, "'second' (BatchNormalization): its data format is NHWC");
  }

  @Test
  void check_outputWithoutSoftmax_isRefused() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            Networks.base()
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.XENT)
                        .name("out")
                        .nOut(4)
                        .activation(Activation.SIGMOID)
                        .build())
                .setInputType(Networks.input())
                .build());
    network.init();

    assertRefused(network, "'out' (OutputLayer): its activation is ActivationSigmoid");
  }

  @Test
  void check_lastLayerIsNoOutputLayer_isRefused() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            Networks.base()
                .list()
                .layer(new DenseLayer.Builder().nOut(4).activation(Activation.IDENTITY).build())
                .layer(new LossLayer.Builder().name("loss").activation(Activation.SOFTMAX).build())
                .setInputType(Networks.input())
                .build());
    network.init();

    assertRefused(network, "'loss' (LossLayer): this layer is not known");
  }

  @Test
  void check_unknownPreprocessor_isRefused() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            Networks.base()
                .list()
                .layer(
                    new ConvolutionLayer.Builder(2, 2)
                        .name("first")
                        .nOut(2)
                        .activation(Activation.RELU)
                        .build())
                .layer(Networks.output())
                .setInputType(InputType.convolutionalFlat(9, 9, 1))
                .build());
    network.init();

    assertRefused(network, "'first' (ConvolutionLayer): its preprocessor FeedForwardToCnn");
  }

  @Test
  void check_unknownVertex_isRefused() {
    assertRefused(joinedBy(new MergeVertex()), "'join' (MergeVertex): this vertex is not known");
    assertRefused(
        joinedBy(new ElementWiseVertex(ElementWiseVertex.Op.Max)),
        "'join' (ElementWiseVertex): Max of 2 inputs");
  }

  @Test
  void check_knownLayers_passes() {
    assertThatCode(
            () ->
                exporter.check(
                    Networks.sequential(
                        new DenseLayer.Builder().nOut(3).activation(Activation.RELU).build())))
        .doesNotThrowAnyException();
  }

  private static ComputationGraph joinedBy(GraphVertex vertex) {
    ComputationGraph network =
        new ComputationGraph(
            Networks.base()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(Networks.input())
                .addLayer("a", dense(), "in")
                .addLayer("b", dense(), "in")
                .addVertex("join", vertex, "a", "b")
                .addLayer("out", Networks.output(), "join")
                .setOutputs("out")
                .build());
    network.init();
    return network;
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nOut(3).activation(Activation.RELU).build();
  }

  private void assertRefused(Model network, String message) {
    assertThatExceptionOfType(ExportException.class)
        .isThrownBy(() -> exporter.check(network))
        .satisfies(e -> assertThat(e.getMessage()).contains(message));
  }
}
