package dev.serin.training.net;

import dev.serin.training.data.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.DataSet;

/** A network that learns to classify images. Not for use by several threads at once. */
public interface Classifier {

  /** One step of training; gives the mean loss over the batch before the step. */
  double fit(Batch batch, double learningRate);

  /** The batch as {@link #network()} is to be given it by whoever trains that directly. */
  DataSet examples(Batch batch);

  /** The network as it is now, answering with logits; further training does not change it. */
  Logits logits();

  /** Writes parameters, structure and the optimiser's state to {@code file}. */
  void save(Path file) throws IOException;

  /** Its layers and vertices, input first. */
  List<LayerRow> layers();

  /** The DL4J network itself, for the exporter and for training it by other means. */
  Model network();

  /**
   * One line of the network table.
   *
   * @param name unique in the network
   * @param kind what it is
   * @param output its output without the batch, such as 16 x 14 x 14
   * @param parameters how many it has, trained or not
   */
  record LayerRow(String name, String kind, String output, long parameters) {}
}
