package dev.serin.training.net;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Sets the learning rate of a network between two steps. The network's own {@code setLearningRate}
 * copies the optimiser's whole state each time: twice the size of the parameters, at every step.
 */
public final class StepSize {
  private StepSize() {}

  /** Of a network of either kind that DL4J has. */
  public static void set(Model network, double learningRate) {
    if (network instanceof MultiLayerNetwork sequential) {
      set(sequential.getLayers(), learningRate);
    } else if (network instanceof ComputationGraph graph) {
      set(graph.getLayers(), learningRate);
    } else {
      throw new IllegalArgumentException("not a network of layers: " + network.getClass());
    }
  }

  static void set(Layer[] layers, double learningRate) {
    for (Layer layer : layers) {
      if (layer.conf().getLayer() instanceof BaseLayer conf) {
        conf.getIUpdater().setLrAndSchedule(learningRate, null);
      }
    }
  }
}
