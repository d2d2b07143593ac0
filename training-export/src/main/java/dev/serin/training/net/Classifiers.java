package dev.serin.training.net;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/** Makes classifiers: new ones with random weights, and ones kept in a file. */
public final class Classifiers {

  /** A classifier with random weights drawn from {@code seed}. */
  public Classifier create(NetworkConfig config, ImageShape shape, long seed) {
    Architectures architectures = new Architectures(config, shape, seed);
    return switch (config.architecture()) {
      case LENET -> {
        MultiLayerNetwork network = new MultiLayerNetwork(architectures.lenet());
        network.init();
        yield new SequentialClassifier(network, shape);
      }
      case RESIDUAL -> {
        ComputationGraph network = new ComputationGraph(architectures.residual());
        network.init();
        yield new GraphClassifier(network, shape);
      }
    };
  }

  /** The classifier that {@link Classifier#save} wrote for the same {@code config}. */
  public Classifier load(NetworkConfig config, ImageShape shape, Path file) throws IOException {
    return switch (config.architecture()) {
      case LENET ->
          new SequentialClassifier(
              ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true), shape);
      case RESIDUAL ->
          new GraphClassifier(ModelSerializer.restoreComputationGraph(file.toFile(), true), shape);
    };
  }
}
