package dev.serin.training;

import dev.serin.training.data.DataSet;
import dev.serin.training.data.DataSetLoader;
import dev.serin.training.data.Digests;
import dev.serin.training.data.ImageSet;
import dev.serin.training.data.NegativeImages;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.training.report.Evaluation;
import dev.serin.training.report.Score;
import dev.serin.worker.model.Manifest;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code serin evaluate VERSION_DIR}: measures a model version on the test images. */
@Command(
    name = "evaluate",
    description = "Measures a model version on the test images of a training configuration.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "VERSION_DIR", description = "such as models/fashion/2")
  private Path version = Path.of("");

  @Option(
      names = "--config",
      paramLabel = "CONFIG",
      description =
          "training configuration whose data is used (default: that of the version's name)")
  private @Nullable Path config;

  @Option(names = "--data", paramLabel = "DIR", description = "folder with the data set's files")
  private @Nullable Path data;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    StrictYaml yaml = new StrictYaml();
    Manifest manifest = yaml.read(version.resolve(Manifest.FILE_NAME), Manifest.class);
    byte[] model = Files.readAllBytes(version.resolve(manifest.file()));
    if (!Digests.of(model).equals(manifest.sha256())) {
      throw new TrainingException(
          version.resolve(manifest.file()) + " is not the file that the manifest's sha256 names");
    }
    TrainingConfig settings =
        yaml.read(config == null ? configOfVersion() : config, TrainingConfig.class);
    DataSetLoader loader = new DataSetLoader();
    try (DataSet set =
        loader.load(settings.data(), data, manifest.input().orient(), console::line)) {
      measure(manifest, model, set);
    }
    return 0;
  }

  private void measure(Manifest manifest, byte[] model, DataSet set) {
    console.line("Data: %,d test images, %s", set.test().size(), set.source());
    try (Preparation preparation = new Preparation(manifest.input());
        OnnxRunner network = new OnnxRunner(model, manifest.input())) {
      tell("As they are", score(network, set.test(), preparation));
      tell("Their negatives", score(network, new NegativeImages(set.test()), preparation));
    }
    if (manifest.origin() != null && manifest.origin().accuracy() != null) {
      console.line("The manifest says: %.4f", manifest.origin().accuracy());
    }
  }

  private static Score score(OnnxRunner network, ImageSet images, Preparation preparation) {
    return Evaluation.score(network, new PreparedImages(images, preparation));
  }

  private void tell(String what, Score score) {
    console.line(
        "%s: %,d of %,d right (%.4f)", what, score.correct(), score.images(), score.accuracy());
  }

  /** models/fashion/2 was made by config/training/fashion-2.yaml. */
  private Path configOfVersion() {
    Path absolute = version.toAbsolutePath().normalize();
    Path model = absolute.getParent();
    if (model == null || model.getFileName() == null) {
      throw new TrainingException(version + " is no version folder; give --config");
    }
    Path file =
        Path.of("config", "training", model.getFileName() + "-" + absolute.getFileName() + ".yaml");
    if (!Files.isRegularFile(file)) {
      throw new TrainingException("there is no " + file + "; give --config");
    }
    return file;
  }
}
