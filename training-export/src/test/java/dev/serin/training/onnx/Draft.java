package dev.serin.training.onnx;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;

/** A graph in the making; each call adds a part behind another one and gives its name. */
final class Draft {
  static final String INPUT = "pixels";

  private final GraphBuilder graph;
  private int parts;

  Draft(int height, int width, int channels, CNN2DFormat format) {
    graph =
        Networks.base()
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(InputType.convolutional(height, width, channels, format));
  }

  String layer(String from, Layer layer) {
    String name = name(layer.getClass());
    graph.addLayer(name, layer, from);
    return name;
  }

  String vertex(GraphVertex vertex, String... from) {
    String name = name(vertex.getClass());
    graph.addVertex(name, vertex, from);
    return name;
  }

  String convolution(String from, int filters, int kernel, int stride, Activation activation) {
    return layer(
        from,
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .convolutionMode(ConvolutionMode.Same)
            .nOut(filters)
            .activation(activation)
            .build());
  }

  /** A convolution without bias, a batch normalisation and an activation. */
  String normalised(String from, int filters, int kernel, int stride, Activation activation) {
    String convolution =
        layer(
            from,
            new ConvolutionLayer.Builder(kernel, kernel)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Same)
                .nOut(filters)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build());
    return activation(layer(convolution, new BatchNormalization()), activation);
  }

  /** A depthwise convolution without bias, a batch normalisation and an activation. */
  String depthwise(String from, int kernel, int stride, Activation activation) {
    String convolution =
        layer(
            from,
            new DepthwiseConvolution2D.Builder(kernel, kernel)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Same)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build());
    return activation(layer(convolution, new BatchNormalization()), activation);
  }

  String activation(String from, Activation activation) {
    return activation == Activation.IDENTITY
        ? from
        : layer(from, new ActivationLayer.Builder().activation(activation).build());
  }

  String pooling(String from, PoolingType type, int kernel, int stride) {
    return layer(
        from,
        new SubsamplingLayer.Builder(type)
            .kernelSize(kernel, kernel)
            .stride(stride, stride)
            .convolutionMode(ConvolutionMode.Same)
            .build());
  }

  String globalAverage(String from) {
    return layer(from, new GlobalPoolingLayer.Builder(PoolingType.AVG).build());
  }

  String sum(String... from) {
    return vertex(new ElementWiseVertex(ElementWiseVertex.Op.Add), from);
  }

  String merge(String... from) {
    return vertex(new MergeVertex(), from);
  }

  ComputationGraph endingIn(String from, Layer end) {
    graph.setOutputs(layer(from, end));
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private String name(Class<?> kind) {
    return kind.getSimpleName() + parts++;
  }
}
