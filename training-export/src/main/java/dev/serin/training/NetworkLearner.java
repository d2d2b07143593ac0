package dev.serin.training;

import dev.serin.training.data.AugmentedImages;
import dev.serin.training.data.Augmenter;
import dev.serin.training.data.DataSet;
import dev.serin.training.data.Examples;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.data.VariedExamples;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Classifiers;
import dev.serin.training.net.ImageShape;
import dev.serin.training.net.Logits;
import dev.serin.training.onnx.LayerDifference;
import dev.serin.training.onnx.LayerProof;
import dev.serin.training.onnx.OnnxExporter;
import dev.serin.worker.image.InputSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A network that is trained as a whole, from the images on. */
final class NetworkLearner implements Learner {
  private final TrainingConfig config;
  private final DataSet data;
  private final Preparation preparation;
  private final ImageShape shape;

  NetworkLearner(TrainingConfig config, DataSet data) {
    InputSpec input = config.input();
    if (input.layout() != InputSpec.Layout.NCHW || input.type() != InputSpec.ElementType.FLOAT32) {
      throw new TrainingException(
          "input must be NCHW and float32 for a network that is trained from the images on");
    }
    this.config = config;
    this.data = data;
    this.preparation = new Preparation(input);
    this.shape =
        new ImageShape(
            input.colour().channels(), input.height(), input.width(), data.labels().size());
  }

  @Override
  public Classifier create() {
    TrainingSettings settings = config.training();
    Classifier classifier =
        new Classifiers()
            .create(
                config.network(),
                shape,
                settings.optimiser(),
                settings.classWeights().of(data.train(), data.labels().size()),
                settings.seed());
    // Some faults show only once the shape of the images is known. Seconds now spare hours later.
    export(classifier);
    return classifier;
  }

  @Override
  public Classifier load(Path file) throws IOException {
    return new Classifiers().load(config.network(), shape, config.training().optimiser(), file);
  }

  @Override
  public VariedExamples training() {
    return new AugmentedImages(data.train(), new Augmenter(config.augment()), preparation);
  }

  @Override
  public Examples validation() {
    return new PreparedImages(data.validation(), preparation);
  }

  @Override
  public Logits answers(Classifier trained) {
    return trained.logits();
  }

  @Override
  public List<LayerDifference> layers(Classifier trained, byte[] exported, float[] images, int n) {
    return LayerProof.compare(
        trained.network(), exported, images, n, shape.channels(), shape.height(), shape.width());
  }

  @Override
  public byte[] export(Classifier trained) {
    return new OnnxExporter()
        .export(trained.network(), shape.channels(), shape.height(), shape.width());
  }

  @Override
  public void close() {
    preparation.close();
  }
}
