package dev.serin.training;

import dev.serin.training.data.DataSet;
import dev.serin.training.data.DataSetLoader;
import dev.serin.training.data.ImageSet;
import dev.serin.training.data.NegativeImages;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.training.report.Evaluation;
import dev.serin.training.report.Score;
import dev.serin.worker.model.GraphSnapshot;
import dev.serin.worker.model.Manifest;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.net.URI;
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

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "gateway that serves the version, such as http://localhost:8080: it is sent each test image"
              + " too, and must answer as the file does")
  private @Nullable URI server;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    StrictYaml yaml = new StrictYaml();
    Manifest manifest = yaml.read(version.resolve(Manifest.FILE_NAME), Manifest.class);
    Path copies = Files.createTempDirectory("serin-evaluate-");
    try (GraphSnapshot model = GraphSnapshot.of(version, manifest.file(), copies)) {
      if (!model.sha256().equals(manifest.sha256())) {
        throw new TrainingException(
            version.resolve(manifest.file()) + " is not the file that the manifest's sha256 names");
      }
      return measure(yaml, manifest, model.graph());
    } finally {
      Files.deleteIfExists(copies);
    }
  }

  private int measure(StrictYaml yaml, Manifest manifest, Path model) throws IOException {
    TrainingConfig settings =
        yaml.read(config == null ? configOfVersion() : config, TrainingConfig.class);
    DataSetLoader loader = new DataSetLoader();
    try (DataSet set =
        loader.load(settings.data(), data, manifest.input().orient(), console::line)) {
      boolean inverts = settings.augment().invertBackground() > 0;
      return measure(manifest, model, set, inverts) ? 0 : 1;
    }
  }

  /** Gives whether the server, if there is one, answers as the file does. */
  private boolean measure(Manifest manifest, Path model, DataSet set, boolean inverts)
      throws IOException {
    console.line("Data: %,d test images, %s", set.test().size(), set.source());
    try (Preparation preparation = new Preparation(manifest.input());
        OnnxRunner network = new OnnxRunner(model, manifest.input())) {
      tell("As they are", score(network, set.test(), preparation));
      if (inverts) {
        tell("Their negatives", score(network, new NegativeImages(set.test()), preparation));
      }
      tellOrigin(manifest);
      return server == null || serves(server, network, set.test(), preparation);
    }
  }

  private void tellOrigin(Manifest manifest) {
    if (manifest.origin() != null && manifest.origin().accuracy() != null) {
      console.line("The manifest says: %.4f", manifest.origin().accuracy());
    }
  }

  private boolean serves(URI url, OnnxRunner network, ImageSet test, Preparation preparation)
      throws IOException {
    Path absolute = version.toAbsolutePath().normalize();
    ServedVersion.Answers answers =
        new ServedVersion(url, fileName(absolute.getParent()), fileName(absolute))
            .compare(test, new PreparedImages(test, preparation), network);
    tell("Served by " + url, answers.score());
    console.line("Answers of the server that differ from the file's: %,d", answers.differing());
    return answers.differing() == 0;
  }

  private static String fileName(@Nullable Path path) {
    if (path == null || path.getFileName() == null) {
      throw new TrainingException("a version folder stands in a model's folder");
    }
    return path.getFileName().toString();
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
