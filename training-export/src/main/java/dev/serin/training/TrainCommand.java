package dev.serin.training;

import dev.serin.worker.model.StrictYaml;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code serin train CONFIG}: from a configuration to a proven model version. */
@Command(
    name = "train",
    description = "Trains a model version, proves its export and writes it to the models folder.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "CONFIG", description = "such as config/training/fashion-2.yaml")
  private Path config = Path.of("");

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

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    TrainingConfig settings = new StrictYaml().read(config, TrainingConfig.class);
    StopSignal stop = new StopSignal();
    Thread hook = stop.asShutdownHook();
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return new TrainingRun(console, stop, Clock.systemUTC(), System::nanoTime)
          .run(settings, new TrainingRun.Places(config, data, out, runs, checkpoint, force));
    } finally {
      stop.finished();
      if (!stop.isRequested()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }
}
