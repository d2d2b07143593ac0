package dev.serin.training.parallel;

import dev.serin.training.data.Batch;
import dev.serin.training.data.SyntheticData;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Logits;
import dev.serin.training.net.Steps;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Any network for {@link Examples28}. */
final class NetworkClassifier implements Classifier {
  private final MultiLayerNetwork network;

  NetworkClassifier(MultiLayerNetwork network) {
    this.network = network;
  }

  @Override
  public double fit(Batch batch, double learningRate) {
    Steps.prepare(network, learningRate, 0, 1);
    network.fit(examples(batch));
    return network.score();
  }

  @Override
  public DataSet examples(Batch batch) {
    int n = batch.size();
    return new DataSet(
        Nd4j.createFromArray(batch.values()).reshape(n, 1, SyntheticData.SIDE, SyntheticData.SIDE),
        Nd4j.createFromArray(batch.oneHot()).reshape(n, batch.oneHot().length / n));
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
