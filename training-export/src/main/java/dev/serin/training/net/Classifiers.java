package dev.serin.training.net;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/** Makes classifiers: new ones with random weights, and ones kept in a file. */
public final class Classifiers {

  /** A classifier that learns by Adam, with random weights drawn from {@code seed}. */
  public Classifier create(NetworkConfig config, ImageShape shape, long seed) {
    return create(config, shape, OptimiserConfig.ADAM, List.of(), seed);
  }

  /**
   * A classifier with random weights drawn from {@code seed}.
   *
   * @param classWeights factor of the loss of each class's images, above 0; none for 1 each
   * @throws NetworkException where the layers do not fit images of this shape
   */
  public Classifier create(
      NetworkConfig config,
      ImageShape shape,
      OptimiserConfig optimiser,
      List<Double> classWeights,
      long seed) {
    checkWeights(classWeights, shape);
    Blueprint blueprint = config.blueprint(shape);
    Configurations configurations = new Configurations(blueprint, optimiser, classWeights, seed);
    if (Configurations.isSequential(blueprint)) {
      MultiLayerNetwork network = new MultiLayerNetwork(configurations.sequential());
      network.init();
      return new SequentialClassifier(network, shape, optimiser.labelSmoothing());
    }
    ComputationGraph network = new ComputationGraph(configurations.graph());
    network.init();
    return new GraphClassifier(network, shape, optimiser.labelSmoothing());
  }

  /** The classifier that {@link Classifier#save} wrote, to be asked or exported. */
  public Classifier load(NetworkConfig config, ImageShape shape, Path file) throws IOException {
    return load(config, shape, OptimiserConfig.ADAM, file);
  }

  /**
   * The classifier that {@link Classifier#save} wrote for the same {@code config} and {@code
   * optimiser}. Training goes on as if it had never stopped: the file holds the optimiser's state,
   * its number of steps, the class weights and the seed of what is dropped.
   *
   * @throws NetworkException where the file is of another network
   */
  public Classifier load(
      NetworkConfig config, ImageShape shape, OptimiserConfig optimiser, Path file)
      throws IOException {
    Blueprint blueprint = config.blueprint(shape);
    if (Configurations.isSequential(blueprint)) {
      MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
      checkSame(blueprint, network.getLayers(), file);
      return new SequentialClassifier(network, shape, optimiser.labelSmoothing());
    }
    ComputationGraph network = ModelSerializer.restoreComputationGraph(file.toFile(), true);
    checkSame(blueprint, network.getLayers(), file);
    return new GraphClassifier(network, shape, optimiser.labelSmoothing());
  }

  private static void checkWeights(List<Double> classWeights, ImageShape shape) {
    if (!classWeights.isEmpty()
        && (classWeights.size() != shape.classes()
            || classWeights.stream().anyMatch(w -> !(w > 0 && Double.isFinite(w))))) {
      throw new NetworkException(
          "class weights must be "
              + shape.classes()
              + " numbers above 0, one a class, not "
              + classWeights);
    }
  }

  private static void checkSame(Blueprint blueprint, Layer[] layers, Path file) {
    List<String> planned =
        blueprint.parts().stream()
            .filter(p -> p instanceof Part.OfLayer)
            .map(p -> describe(((Part.OfLayer) p).layer()))
            .sorted()
            .toList();
    List<String> found =
        java.util.Arrays.stream(layers).map(l -> describe(l.conf().getLayer())).sorted().toList();
    if (!planned.equals(found)) {
      throw new NetworkException(
          file + " holds another network than the one that the configuration describes");
    }
  }

  /** Its name and what it is, without what is only known once it has been put in a network. */
  private static String describe(org.deeplearning4j.nn.conf.layers.Layer layer) {
    String kind = layer.getLayerName() + " " + layer.getClass().getSimpleName();
    // The sizes of the others follow from what they read.
    return layer instanceof FeedForwardLayer sized && Layers.hasOwnSize(layer)
        ? kind + " " + sized.getNOut()
        : kind;
  }
}
