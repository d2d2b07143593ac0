package dev.serin.training.onnx;

import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Small networks for tests of the exporter, on images of {@value #SIDE} x {@value #SIDE}. */
public final class Networks {
  public static final int SIDE = 9;
  public static final int CHANNELS = 2;
  public static final int CLASSES = 4;
  private static final int BATCH = 8;
  private static final int STEPS = 3;

  private Networks() {}

  public static NeuralNetConfiguration.Builder base() {
    return new NeuralNetConfiguration.Builder().seed(11).updater(new Adam(0.05));
  }

  public static InputType input() {
    return InputType.convolutional(SIDE, SIDE, CHANNELS);
  }

  public static OutputLayer output() {
    return new OutputLayer.Builder().nOut(CLASSES).activation(Activation.SOFTMAX).build();
  }

  /** The layers and an output, with their first weights. */
  public static MultiLayerNetwork sequential(Layer... layers) {
    var list = base().list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.layer(output()).setInputType(input()).build());
    network.init();
    return network;
  }

  /** A few steps on random images, so that no parameter is at its first value. */
  public static MultiLayerNetwork trained(MultiLayerNetwork network) {
    for (int step = 0; step < STEPS; step++) {
      network.fit(array(BATCH, step), labels());
    }
    return network;
  }

  /** A few steps on random images, so that no parameter is at its first value. */
  public static ComputationGraph trained(ComputationGraph network) {
    for (int step = 0; step < STEPS; step++) {
      network.fit(new INDArray[] {array(BATCH, step)}, new INDArray[] {labels()});
    }
    return network;
  }

  public static float[] logits(MultiLayerNetwork network, float[] values, int n) {
    MultiLayerNetwork copy = network.clone();
    ((BaseLayer) copy.getOutputLayer().conf().getLayer()).setActivationFn(new ActivationIdentity());
    return copy.output(array(values, n)).dup('c').data().asFloat();
  }

  public static float[] logits(ComputationGraph network, float[] values, int n) {
    ComputationGraph copy = network.clone();
    ((BaseLayer) copy.getOutputLayer(0).conf().getLayer())
        .setActivationFn(new ActivationIdentity());
    return copy.outputSingle(array(values, n)).dup('c').data().asFloat();
  }

  /** Values of {@code n} images, on both sides of zero. */
  public static float[] values(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n * CHANNELS * SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() * 4 - 2);
    }
    return values;
  }

  private static INDArray array(int n, long seed) {
    return array(values(n, seed), n);
  }

  private static INDArray array(float[] values, int n) {
    return Nd4j.createFromArray(values).reshape(n, CHANNELS, SIDE, SIDE);
  }

  private static INDArray labels() {
    INDArray labels = Nd4j.zeros(BATCH, CLASSES);
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, i % CLASSES, 1);
    }
    return labels;
  }
}
