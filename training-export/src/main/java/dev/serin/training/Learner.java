package dev.serin.training;

import dev.serin.training.data.Examples;
import dev.serin.training.data.VariedExamples;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Logits;
import dev.serin.training.onnx.LayerDifference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a training trains: a network that reads images, or one that reads the features of a
 * backbone. Whoever trains it sees examples; whoever serves it sees images, and one graph.
 */
interface Learner extends AutoCloseable {

  /**
   * With random weights.
   *
   * @throws dev.serin.training.onnx.ExportException naming what could not be exported once trained
   */
  Classifier create();

  /** As {@link Classifier#save} wrote it to {@code file}. */
  Classifier load(Path file) throws IOException;

  /** What it learns from. */
  VariedExamples training();

  /** What its progress is measured on. */
  Examples validation();

  /** The trained network as an image classifier: values of preprocessed images in, logits out. */
  Logits answers(Classifier trained);

  /** The trained network as an ONNX file that reads preprocessed images. */
  byte[] export(Classifier trained);

  /**
   * How far each layer of the exported network is from the trained one.
   *
   * @param exported what {@link #export} gave
   * @param images values of {@code n} preprocessed images, one after the other
   */
  List<LayerDifference> layers(Classifier trained, byte[] exported, float[] images, int n);

  @Override
  void close();
}
