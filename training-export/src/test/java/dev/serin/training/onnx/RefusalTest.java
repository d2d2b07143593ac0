package dev.serin.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
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
            new LocalResponseNormalization.Builder().name("odd").n(4).build(),
            "'odd' (LocalResponseNormalization): its n is 4.0; ONNX Runtime takes an odd"),
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
            "'odd' (ActivationLayer): its activation RReLU draws its slope"),
        Arguments.of(
            new ActivationLayer.Builder().name("odd").activation(Activation.RATIONALTANH).build(),
            "'odd' (ActivationLayer): its activation ActivationRationalTanh is not known"),
        Arguments.of(
            new SubsamplingLayer.Builder(PoolingType.AVG)
                .name("odd")
                .kernelSize(2, 2)
                .dilation(2, 2)
                .build(),
            "'odd' (SubsamplingLayer): it has a dilation"));
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

  @Test
  void check_unknownVertex_isRefused() {
    assertRefused(joinedBy(new StackVertex()), "'join' (StackVertex): this vertex is not known");
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
