package dev.serin.training;

import dev.serin.training.parallel.EngineSettings;
import dev.serin.training.parallel.Engines;
import dev.serin.training.quantize.QuantizeSettings;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serin train CONFIG}: from a configuration to a proven model version. */
@Command(
    name = "train",
    description = "Trains a model version, proves its export and writes it to the models folder.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description = "such as config/training/fashion-2.yaml; of a run that is used, its own")
  private @Nullable Path config;

  @Option(names = "--data", paramLabel = "DIR", description = "folder with the data set's files")
  private @Nullable Path data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "models",
      description = "models folder to write to (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("models");

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "data/runs",
      description = "folder for checkpoints and metrics (default: ${DEFAULT-VALUE})")
  private Path runs = Path.of("data/runs");

  @Option(
      names = "--force",
      description =
          "replace the version if it exists; servers that have it loaded refuse the new bytes")
  private boolean force;

  @Option(
      names = "--checkpoint",
      paramLabel = "RUN_DIR",
      description = "train nothing: prove and write the network that this run folder keeps")
  private @Nullable Path checkpoint;

  @Option(
      names = "--resume",
      paramLabel = "RUN_DIR",
      description = "go on with the training of this run folder, after its last finished epoch")
  private @Nullable Path resume;

  @Option(
      names = "--quantize",
      paramLabel = "TYPE",
      description =
          "int8: serve the network in 8 bits, as the configuration's export.quantize says, or as"
              + " usual")
  private QuantizeSettings.@Nullable Type quantize;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Spec private @Nullable CommandSpec spec;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Path file = configFile();
    TrainingConfig settings = new StrictYaml().read(file, TrainingConfig.class);
    EngineSettings steps = engine(settings.training());
    StopSignal stop = new StopSignal();
    Thread hook = stop.asShutdownHook();
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return new TrainingRun(console, stop, new Engines(), Clock.systemUTC(), System::nanoTime)
          .run(
              settings.quantized(quantize),
              new TrainingRun.Places(file, data, out, runs, checkpoint, resume, force),
              steps);
    } finally {
      stop.finished();
      if (!stop.isRequested()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  /** A run folder has the configuration that it began with. */
  private Path configFile() throws IOException {
    Path run = resume == null ? checkpoint : resume;
    if (resume != null && checkpoint != null) {
      throw usage("--resume goes on with a training, --checkpoint ends one: give one of them");
    }
    if (config != null) {
      return config;
    }
    if (run == null) {
      throw usage("CONFIG is missing");
    }
    return RunFolder.open(run).config();
  }

  private EngineSettings engine(TrainingSettings training) {
    if (checkpoint != null && engine.isGiven()) {
      throw usage("--checkpoint trains nothing: it has no use for an engine");
    }
    try {
      return engine.settings(training, Runtime.getRuntime().availableProcessors());
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private ParameterException usage(@Nullable String message) {
    return new ParameterException(
        Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
  }
}
