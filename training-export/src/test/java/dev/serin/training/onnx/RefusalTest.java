package dev.serin.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What the exporter does not know it refuses by name, with the reason. */
class RefusalTest {
  private final OnnxExporter exporter = new OnnxExporter();

  static Stream<Arguments> layers() {
    return Stream.of(
        Arguments.of(
            new LocalResponseNormalization.Builder().name("odd").n(4).build(),
            "'odd' (LocalResponseNormalization): its n is 4.0; ONNX Runtime takes an odd"),
        Arguments.of(
            new ActivationLayer.Builder().name("odd").activation(Activation.RRELU).build(),
            "'odd' (ActivationLayer): its activation RReLU draws its slope"),
        Arguments.of(
            new DenseLayer.Builder()
                .name("odd")
                .nOut(3)
                .activation(new ActivationGELU(true))
                .build(),
            "'odd' (DenseLayer): its GELU is the precise one"),
        Arguments.of(
            new DenseLayer.Builder()
                .name("odd")
                .nOut(3)
                .activation(new ActivationReLU(6.0, 0.0, 0.1))
                .build(),
            "'odd' (DenseLayer): its ReLU has a maximum"),
        Arguments.of(
            new SubsamplingLayer.Builder(PoolingType.MAX)
                .name("odd")
                .kernelSize(2, 2)
                .dilation(2, 2)
                .build(),
            "'odd' (SubsamplingLayer): it has a dilation"),
        Arguments.of(
            new Deconvolution2D.Builder(2, 2)
                .name("odd")
                .nOut(3)
                .dilation(2, 2)
                .activation(Activation.RELU)
                .build(),
            "'odd' (Deconvolution2D): it has a dilation"),
        Arguments.of(
            new Deconvolution2D.Builder(2, 2)
                .name("odd")
                .nOut(3)
                .stride(3, 3)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.RELU)
                .build(),
            "'odd' (Deconvolution2D): it is of mode Same with a kernel"),
        Arguments.of(
            new FrozenLayer(new LocalResponseNormalization.Builder().name("odd").n(4).build()),
            "(LocalResponseNormalization): its n is 4.0"),
        Arguments.of(
            new ActivationLayer.Builder().name("odd").activation(Activation.RELU).build(),
            "'odd' (ActivationLayer): it reads the network's input"),
        Arguments.of(
            new DropoutLayer.Builder(0.5).name("odd").build(),
            "'odd' (DropoutLayer): it reads the network's input"),
        Arguments.of(
            new LocallyConnected2D.Builder()
                .name("odd")
                .kernelSize(2, 2)
                .nOut(2)
                .activation(Activation.RELU)
                .build(),
            "'odd' (LocallyConnected2D): SameDiff computes it"),
        Arguments.of(
            new AutoEncoder.Builder().name("odd").nOut(3).activation(Activation.RELU).build(),
            "'odd' (AutoEncoder): it is for training without labels"),
        Arguments.of(new MaskLayer(), "(MaskLayer): it is for sequences, not for images"));
  }

  /** Only where the channels come last. */
  static Stream<Arguments> pixelLayers() {
    return Stream.of(
        Arguments.of(
            new BatchNormalization.Builder().name("odd").lockGammaBeta(true).build(),
            "'odd' (BatchNormalization): DL4J itself cannot train it on channels-last images"),
        Arguments.of(
            new GlobalPoolingLayer.Builder().name("odd").collapseDimensions(false).build(),
            "'odd' (GlobalPoolingLayer): DL4J itself cannot keep the dimensions"),
        Arguments.of(
            new Deconvolution2D.Builder(2, 2)
                .name("odd")
                .nOut(3)
                .activation(Activation.RELU)
                .build(),
            "'odd' (Deconvolution2D): DL4J's own misreads some channels-last images"));
  }

  @ParameterizedTest
  @MethodSource("pixelLayers")
  void check_settingBrokenForChannelsLast_isNamedWithTheReason(Layer layer, String message) {
    assertRefused(
        network(
            InputType.convolutional(9, 9, 2, CNN2DFormat.NHWC),
            new ConvolutionLayer.Builder(2, 2).nOut(2).activation(Activation.RELU).build(),
            layer),
        message);
  }

  @Test
  void check_separableConvolutionOfOneChannel_isRefused() {
    assertRefused(
        network(
            InputType.convolutional(9, 9, 1),
            new SeparableConvolution2D.Builder(2, 2)
                .name("odd")
                .nOut(2)
                .activation(Activation.RELU)
                .build()),
        "'odd' (SeparableConvolution2D): it reads one channel");
  }

  @Test
  void check_layerOfSequences_isRefused() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            Networks.base()
                .list()
                .layer(new LSTM.Builder().name("memory").nOut(3).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .name("out")
                        .nOut(4)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(2))
                .build());
    network.init();

    assertRefused(network, "'memory' (LSTM): it is for sequences, not for images");
    assertRefused(network, "'out' (RnnOutputLayer): it is for sequences, not for images");
  }

  @Test
  void check_endThatLabelsPixels_isRefused() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            Networks.base()
                .list()
                .layer(
                    new ConvolutionLayer.Builder(1, 1).nOut(4).activation(Activation.RELU).build())
                .layer(
                    new CnnLossLayer.Builder(LossFunction.MCXENT)
                        .name("out")
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(Networks.input())
                .build());
    network.init();

    assertRefused(network, "'out' (CnnLossLayer): it labels each pixel, not the image");
  }

  @Test
  void check_endWithoutLabels_isRefused() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            Networks.base()
                .list()
                .layer(new DenseLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build())
                .setInputType(Networks.input())
                .build());
    network.init();

    assertRefused(network, "it does not end in an OutputLayer or LossLayer");
  }

  @Test
  void check_severalInputs_areRefused() {
    ComputationGraph network =
        new ComputationGraph(
            Networks.base()
                .graphBuilder()
                .addInputs("one", "two")
                .setInputTypes(InputType.feedForward(3), InputType.feedForward(3))
                .addVertex("join", new MergeVertex(), "one", "two")
                .addLayer("out", Networks.output(), "join")
                .setOutputs("out")
                .build());
    network.init();

    assertRefused(network, "2 inputs and 1 outputs");
  }

  static Stream<Arguments> vertices() {
    return Stream.of(
        Arguments.of(new StackVertex(), "it mixes the images of a batch"),
        Arguments.of(new L2Vertex(), "it compares two inputs"));
  }

  static Stream<Arguments> vertexSettings() {
    return Stream.of(
        Arguments.of(new SubsetVertex(0, 1), "DL4J itself computes it wrongly for images"),
        Arguments.of(new UnstackVertex(0, 1), "it mixes the images of a batch"),
        Arguments.of(
            new L2NormalizeVertex(new int[] {1}, 1e-8), "it names the dimensions it normalises"),
        Arguments.of(
            new ReshapeVertex('f', new int[] {-1, 3}, null), "it reshapes column by column"),
        Arguments.of(new ReshapeVertex(8, 3), "its new shape fixes the number of images"),
        Arguments.of(
            new PreprocessorVertex(new FeedForwardToRnnPreProcessor()),
            "its preprocessor FeedForwardToRnnPreProcessor is not known"));
  }

  @ParameterizedTest
  @MethodSource("vertexSettings")
  void check_vertexOfOneInput_isRefused(GraphVertex vertex, String message) {
    // Refusals ask the configuration alone: not all of these can be built.
    assertThat(VertexExporters.refusal(vertex)).get(STRING).contains(message);
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
            new LocalResponseNormalization.Builder().name("one").n(2).build(),
            new DenseLayer.Builder().name("two").nOut(3).activation(Activation.RRELU).build());

    assertRefused(network, "'one' (LocalResponseNormalization)");
    assertRefused(network, "'two' (DenseLayer)");
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

  @ParameterizedTest
  @MethodSource("vertices")
  void check_unknownVertex_isRefused(GraphVertex vertex, String message) {
    assertRefused(
        joinedBy(vertex), "'join' (" + vertex.getClass().getSimpleName() + "): " + message);
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

  private static MultiLayerNetwork network(InputType input, Layer... layers) {
    ListBuilder list = Networks.base().list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.layer(Networks.output()).setInputType(input).build());
    network.init();
    return network;
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
