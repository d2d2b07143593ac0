package dev.serin.training;

import dev.serin.training.data.DataSet;
import dev.serin.training.data.Examples;
import dev.serin.training.data.VariedExamples;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Classifiers;
import dev.serin.training.net.ImageShape;
import dev.serin.training.net.Logits;
import dev.serin.training.onnx.LayerDifference;
import dev.serin.training.onnx.LayerProof;
import dev.serin.training.onnx.OnnxExporter;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.training.transfer.Backbone;
import dev.serin.training.transfer.BackboneConfig;
import dev.serin.training.transfer.FeatureExamples;
import dev.serin.training.transfer.FeatureExtractor;
import dev.serin.training.transfer.Splice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A head that is trained on the features of a pretrained network; the two become one graph. The
 * head is a network like others: its images have the features as channels, one row and one column.
 */
final class BackboneLearner implements Learner {
  private final Console console;
  private final TrainingConfig config;
  private final BackboneConfig settings;
  private final DataSet data;
  private final Backbone backbone;
  private final FeatureExtractor extractor;
  private final ImageShape shape;
  private @Nullable OnnxRunner runner;

  private BackboneLearner(
      Console console,
      TrainingConfig config,
      BackboneConfig settings,
      DataSet data,
      Backbone backbone,
      FeatureExtractor extractor) {
    this.console = console;
    this.config = config;
    this.settings = settings;
    this.data = data;
    this.backbone = backbone;
    this.extractor = extractor;
    this.shape = new ImageShape(backbone.features(), 1, 1, data.labels().size());
  }

  static BackboneLearner open(
      Console console, TrainingConfig config, BackboneConfig settings, DataSet data)
      throws IOException {
    Backbone backbone = Backbone.open(settings, config.input());
    console.line(
        "Backbone: %s, %,d features at '%s'", settings.file(), backbone.features(), backbone.cut());
    FeatureExtractor extractor =
        FeatureExtractor.open(
            backbone,
            Path.of(settings.cache()),
            config.augment(),
            config.training().seed(),
            Runtime.getRuntime().availableProcessors());
    return new BackboneLearner(console, config, settings, data, backbone, extractor);
  }

  @Override
  public Classifier create() {
    TrainingSettings training = config.training();
    Classifier head =
        new Classifiers()
            .create(
                config.network(),
                shape,
                training.optimiser(),
                training.classWeights().of(data.train(), data.labels().size()),
                training.seed());
    // What cannot be joined is refused before the hours, not after them.
    export(head);
    return head;
  }

  @Override
  public Classifier load(Path file) throws IOException {
    return new Classifiers().load(config.network(), shape, config.training().optimiser(), file);
  }

  @Override
  public VariedExamples training() {
    FeatureExamples examples = features("training", data.train(), settings.variants());
    console.line("Features: %,d runs of the backbone, the rest was known", extractor.runs());
    return examples;
  }

  @Override
  public Examples validation() {
    return features("validation", data.validation(), 0);
  }

  @Override
  public Logits answers(Classifier trained) {
    Logits head = trained.logits();
    OnnxRunner features = runner();
    return (values, n) -> head.of(features.of(values, n), n);
  }

  @Override
  public byte[] export(Classifier trained) {
    byte[] head = new OnnxExporter().export(trained.network(), shape.channels(), 1, 1);
    return Splice.of(backbone, head);
  }

  /** The backbone is the same file in both, so the head's layers are compared, behind it. */
  @Override
  public List<LayerDifference> layers(Classifier trained, byte[] exported, float[] images, int n) {
    return LayerProof.compare(
        trained.network(),
        tensors -> Splice.outputs(exported, tensors, config.input(), images, n),
        runner().of(images, n),
        n,
        shape.channels(),
        1,
        1);
  }

  @Override
  public void close() {
    extractor.close();
    if (runner != null) {
      runner.close();
    }
  }

  private FeatureExamples features(
      String what, dev.serin.training.data.ImageSet images, int variants) {
    FeatureProgress progress = new FeatureProgress(console, what);
    return new FeatureExamples(
        images, extractor.features(images, variants, progress::images), backbone.features());
  }

  private OnnxRunner runner() {
    if (runner == null) {
      runner = backbone.runner(0);
    }
    return runner;
  }
}
