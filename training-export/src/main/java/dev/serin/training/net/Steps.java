package dev.serin.training.net;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.factory.Nd4j;

/** What is set before each step of training. */
final class Steps {
  private Steps() {}

  /**
   * Sets the learning rate of a network. The network's own {@code setLearningRate} copies the
   * optimiser's whole state each time: twice the size of the parameters, at every step.
   */
  static void setRate(Layer[] layers, double learningRate) {
    for (Layer layer : layers) {
      if (layer.conf().getLayer() instanceof BaseLayer conf) {
        conf.getIUpdater().setLrAndSchedule(learningRate, null);
      }
    }
  }

  /**
   * Makes what step {@code step} drops depend on the network's seed and the step alone, so that a
   * training that goes on from a file drops what it would have dropped without the stop. DL4J draws
   * from one generator for all networks.
   */
  static void seedDropout(Layer[] layers, int step) {
    long seed = layers[0].conf().getSeed();
    Nd4j.getRandom().setSeed(seed * 1_000_003L + step);
  }
}
