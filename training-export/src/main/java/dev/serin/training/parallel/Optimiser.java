package dev.serin.training.parallel;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * What a network's optimiser remembers of earlier steps. DL4J's worker throws it away when it ends:
 * it calls {@code clear()} on the network that it was lent. An optimiser that starts anew in each
 * epoch takes steps there that are several times too large.
 */
final class Optimiser {
  private final Runnable putBack;

  private Optimiser(Runnable putBack) {
    this.putBack = putBack;
  }

  /** The one that {@code network} has, which is made where there is none yet. */
  static Optimiser of(Model network) {
    if (network instanceof MultiLayerNetwork sequential) {
      var updater = sequential.getUpdater();
      return new Optimiser(() -> sequential.setUpdater(updater));
    }
    if (network instanceof ComputationGraph graph) {
      var updater = graph.getUpdater();
      return new Optimiser(() -> graph.setUpdater(updater));
    }
    throw new IllegalArgumentException("not a network of layers: " + network.getClass());
  }

  /** Gives it to the network again, with what it has learnt since. */
  void putBack() {
    putBack.run();
  }
}
