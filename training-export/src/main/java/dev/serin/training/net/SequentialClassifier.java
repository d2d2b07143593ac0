package dev.serin.training.net;

import dev.serin.training.data.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.DataSet;

/** A classifier whose layers follow one another. */
final class SequentialClassifier implements Classifier {
  private final MultiLayerNetwork network;
  private final ImageShape shape;
  private final double smoothing;

  SequentialClassifier(MultiLayerNetwork network, ImageShape shape, double smoothing) {
    this.network = network;
    this.shape = shape;
    this.smoothing = smoothing;
  }

  @Override
  public double fit(Batch batch, double learningRate) {
    Steps.setRate(network.getLayers(), learningRate);
    Steps.seedDropout(network.getLayers(), network.getIterationCount());
    double penalty = Steps.penalty(network);
    network.fit(examples(batch));
    return network.score() - penalty;
  }

  @Override
  public DataSet examples(Batch batch) {
    return new DataSet(
        Arrays.images(batch.values(), batch.size(), shape), Arrays.labels(batch, shape, smoothing));
  }

  @Override
  public Logits logits() {
    MultiLayerNetwork copy = network.clone();
    WithoutSoftmax.of(copy.getOutputLayer());
    return (values, n) -> Arrays.flat(copy.output(Arrays.images(values, n, shape)));
  }

  @Override
  public void save(Path file) throws IOException {
    ModelSerializer.writeModel(network, file.toFile(), true);
  }

  @Override
  public List<LayerRow> layers() {
    List<LayerRow> rows = new ArrayList<>();
    InputType type = InputType.convolutional(shape.height(), shape.width(), shape.channels());
    for (int i = 0; i < network.getnLayers(); i++) {
      var preprocessor = network.getLayerWiseConfigurations().getInputPreProcess(i);
      if (preprocessor != null) {
        type = preprocessor.getOutputType(type);
      }
      var layer = network.getLayer(i).conf().getLayer();
      type = layer.getOutputType(i, type);
      rows.add(
          new LayerRow(
              layer.getLayerName(),
              layer.getClass().getSimpleName(),
              Shapes.text(type),
              network.getLayer(i).numParams()));
    }
    return rows;
  }

  @Override
  public Model network() {
    return network;
  }
}
