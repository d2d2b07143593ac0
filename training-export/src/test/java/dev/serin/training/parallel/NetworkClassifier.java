package dev.serin.training.parallel;

import dev.serin.training.data.Batch;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Logits;
import dev.serin.training.net.StepSize;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/** Any network of layers, trained by DL4J alone. */
final class NetworkClassifier implements Classifier {
  private final MultiLayerNetwork network;
  private final Parts whole;

  NetworkClassifier(MultiLayerNetwork network, List<Integer> inputShape) {
    this.network = network;
    this.whole = new Parts(1, inputShape);
  }

  @Override
  public double fit(Batch batch, double learningRate) {
    StepSize.set(network, learningRate);
    DataSet examples = whole.of(batch).get(0);
    network.fit(examples);
    return network.score();
  }

  @Override
  public Logits logits() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void save(Path file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<LayerRow> layers() {
    return List.of();
  }

  @Override
  public Model network() {
    return network;
  }
}
