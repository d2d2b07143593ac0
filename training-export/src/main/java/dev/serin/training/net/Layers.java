package dev.serin.training.net;

import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** DL4J's layers, as far as the exporter knows them. */
final class Layers {
  private Layers() {}

  static FeedForwardLayer convolution(
      int filters, Window window, boolean bias, Activation activation) {
    return new ConvolutionLayer.Builder(window.kernel(), window.stride())
        .convolutionMode(window.mode())
        .nOut(filters)
        .hasBias(bias)
        .activation(activation)
        .build();
  }

  static FeedForwardLayer depthwise(
      int multiplier, Window window, boolean bias, Activation activation) {
    return new DepthwiseConvolution2D.Builder(window.kernel(), window.stride())
        .depthMultiplier(multiplier)
        .convolutionMode(window.mode())
        .hasBias(bias)
        .activation(activation)
        .build();
  }

  static FeedForwardLayer separable(
      int filters, int multiplier, Window window, boolean bias, Activation activation) {
    return new SeparableConvolution2D.Builder(window.kernel(), window.stride())
        .depthMultiplier(multiplier)
        .convolutionMode(window.mode())
        .nOut(filters)
        .hasBias(bias)
        .activation(activation)
        .build();
  }

  static Layer pool(PoolingType type, Window window) {
    return new SubsamplingLayer.Builder(type)
        .kernelSize(window.kernel())
        .stride(window.stride())
        .convolutionMode(window.mode())
        .build();
  }

  static Layer globalPool(PoolingType type) {
    return new GlobalPoolingLayer.Builder(type).build();
  }

  /** Its activation must be a layer of its own: DL4J's BatchNormalization never applies one. */
  static Layer batchNorm() {
    return new BatchNormalization.Builder().build();
  }

  static Layer activation(Activation activation) {
    return new ActivationLayer.Builder().activation(activation).build();
  }

  static FeedForwardLayer dense(int units, boolean bias, Activation activation) {
    return new DenseLayer.Builder().nOut(units).hasBias(bias).activation(activation).build();
  }

  static FeedForwardLayer output(int classes) {
    return new OutputLayer.Builder(new LossMCXENT())
        .nOut(classes)
        .activation(Activation.SOFTMAX)
        .weightInit(WeightInit.XAVIER)
        .build();
  }

  /** Drops values with probability {@code rate}; DL4J wants the probability of keeping one. */
  static IDropout dropout(double rate) {
    return new Dropout(1 - rate);
  }

  /** Whether how much a layer gives is its own setting. */
  static boolean hasOwnSize(Layer layer) {
    return layer instanceof DenseLayer
        || layer instanceof OutputLayer
        || (layer instanceof ConvolutionLayer && !(layer instanceof DepthwiseConvolution2D));
  }
}
