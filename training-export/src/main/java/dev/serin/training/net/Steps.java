package dev.serin.training.net;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/** What is set before each step of training. */
public final class Steps {
  private Steps() {}

  /**
   * Readies a network for its next step, or for the part of it that one of several workers takes.
   *
   * @param worker 0 first
   * @param workers that share each step's batch; they drop different values
   */
  public static void prepare(Model network, double learningRate, int worker, int workers) {
    if (network instanceof MultiLayerNetwork sequential) {
      setRate(sequential.getLayers(), learningRate);
      seedDropout(sequential.getLayers(), sequential.getIterationCount() * workers + worker);
    } else if (network instanceof ComputationGraph graph) {
      setRate(graph.getLayers(), learningRate);
      seedDropout(graph.getLayers(), graph.getIterationCount() * workers + worker);
    } else {
      throw new IllegalArgumentException("not a network of layers: " + network.getClass());
    }
  }

  /**
   * What DL4J adds to the loss of the images for the size of the weights, where these decay. It
   * takes part in the training, but as a figure it hides how well images are told apart.
   */
  public static double penalty(Model network) {
    if (network instanceof MultiLayerNetwork sequential) {
      return sequential.calcRegularizationScore(true);
    }
    return ((ComputationGraph) network).calcRegularizationScore(true);
  }

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
