package dev.serin.training.net;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The networks of {@link NetworkConfig.Architecture}, as DL4J configurations. */
final class Architectures {
  private final NetworkConfig config;
  private final ImageShape shape;
  private final long seed;

  Architectures(NetworkConfig config, ImageShape shape, long seed) {
    this.config = config;
    this.shape = shape;
    this.seed = seed;
  }

  MultiLayerConfiguration lenet() {
    return base()
        .list()
        .layer(relu(5, config.channels()))
        .layer(pool())
        .layer(relu(5, 2 * config.channels()))
        .layer(pool())
        .layer(dense())
        .layer(output())
        .setInputType(inputType())
        .build();
  }

  /**
   * Pooling comes before the first block and a stride before the second: a convolution at full size
   * costs four times as much and adds little for images this small. The dense layer at the end
   * keeps what a global pooling would lose, the place of a feature: a collar is at the top.
   */
  ComputationGraphConfiguration residual() {
    int narrow = config.channels();
    int wide = 2 * narrow;
    GraphBuilder graph = base().graphBuilder().addInputs("input").setInputTypes(inputType());
    String x = convolution(graph, "stem", "input", 1, narrow, true);
    graph.addLayer("stem-pool", pool(), x);
    x = block(graph, "block1", "stem-pool", narrow);
    x = convolution(graph, "down", x, 2, wide, true);
    x = block(graph, "block2", x, wide);
    graph.addLayer("dense", dense(), x);
    graph.addLayer("output", output(), "dense");
    return graph.setOutputs("output").build();
  }

  /** Two convolutions whose result is added to what they were given. */
  private static String block(GraphBuilder graph, String name, String input, int channels) {
    String x = convolution(graph, name + "-a", input, 1, channels, true);
    x = convolution(graph, name + "-b", x, 1, channels, false);
    graph.addVertex(name + "-add", new ElementWiseVertex(ElementWiseVertex.Op.Add), x, input);
    graph.addLayer(name + "-relu", relu(), name + "-add");
    return name + "-relu";
  }

  /**
   * A 3 x 3 convolution and its normalisation. The activation is a layer of its own because DL4J's
   * BatchNormalization never applies one.
   */
  private static String convolution(
      GraphBuilder graph, String name, String input, int stride, int channels, boolean activate) {
    graph.addLayer(
        name,
        new ConvolutionLayer.Builder(3, 3)
            .stride(stride, stride)
            .nOut(channels)
            .convolutionMode(ConvolutionMode.Same)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build(),
        input);
    graph.addLayer(name + "-bn", new BatchNormalization.Builder().build(), name);
    if (!activate) {
      return name + "-bn";
    }
    graph.addLayer(name + "-relu", relu(), name + "-bn");
    return name + "-relu";
  }

  private NeuralNetConfiguration.Builder base() {
    // The rate here is never used: every step sets its own.
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .updater(new Adam())
        .weightInit(WeightInit.RELU);
  }

  private InputType inputType() {
    return InputType.convolutional(shape.height(), shape.width(), 1);
  }

  private static ConvolutionLayer relu(int side, int channels) {
    return new ConvolutionLayer.Builder(side, side)
        .nOut(channels)
        .activation(Activation.RELU)
        .build();
  }

  private static ActivationLayer relu() {
    return new ActivationLayer.Builder().activation(Activation.RELU).build();
  }

  private static SubsamplingLayer pool() {
    return new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build();
  }

  private DenseLayer dense() {
    return new DenseLayer.Builder()
        .nOut(config.hidden())
        .activation(Activation.RELU)
        .dropOut(1 - config.dropout())
        .build();
  }

  private OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(shape.classes())
        .activation(Activation.SOFTMAX)
        .weightInit(WeightInit.XAVIER)
        .dropOut(1 - config.dropout())
        .build();
  }
}
