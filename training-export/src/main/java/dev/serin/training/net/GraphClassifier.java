package dev.serin.training.net;

import dev.serin.training.data.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.DataSet;

/** A classifier whose layers form a graph with one input and one output. */
final class GraphClassifier implements Classifier {
  private final ComputationGraph network;
  private final ImageShape shape;
  private final double smoothing;

  GraphClassifier(ComputationGraph network, ImageShape shape, double smoothing) {
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
    ComputationGraph copy = network.clone();
    WithoutSoftmax.of(copy.getOutputLayer(0));
    return (values, n) -> Arrays.flat(copy.outputSingle(Arrays.images(values, n, shape)));
  }

  @Override
  public void save(Path file) throws IOException {
    ModelSerializer.writeModel(network, file.toFile(), true);
  }

  @Override
  public List<LayerRow> layers() {
    Map<String, InputType> types =
        network
            .getConfiguration()
            .getLayerActivationTypes(
                true, InputType.convolutional(shape.height(), shape.width(), shape.channels()));
    List<LayerRow> rows = new ArrayList<>();
    for (int i : network.topologicalSortOrder()) {
      GraphVertex vertex = network.getVertices()[i];
      if (!vertex.isInputVertex()) {
        String name = vertex.getVertexName();
        rows.add(new LayerRow(name, kind(name), Shapes.text(types.get(name)), vertex.numParams()));
      }
    }
    return rows;
  }

  private String kind(String name) {
    var vertex = network.getConfiguration().getVertices().get(name);
    if (vertex instanceof LayerVertex layer) {
      return layer.getLayerConf().getLayer().getClass().getSimpleName();
    }
    return vertex == null ? "" : vertex.getClass().getSimpleName();
  }

  @Override
  public Model network() {
    return network;
  }
}
