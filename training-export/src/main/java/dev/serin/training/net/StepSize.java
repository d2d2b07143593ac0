package dev.serin.training.net;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;

/**
 * Sets the learning rate of a network between two steps. The network's own {@code setLearningRate}
 * copies the optimiser's whole state each time: twice the size of the parameters, at every step.
 */
final class StepSize {
  private StepSize() {}

  static void set(Layer[] layers, double learningRate) {
    for (Layer layer : layers) {
      if (layer.conf().getLayer() instanceof BaseLayer conf) {
        conf.getIUpdater().setLrAndSchedule(learningRate, null);
      }
    }
  }
}
