package dev.serin.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.serin.training.runs.MlflowStore;
import dev.serin.training.runs.RunComparison;
import dev.serin.training.runs.RunException;
import dev.serin.training.runs.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code serin runs}: lists training runs and compares them. */
@Command(
    name = "runs",
    description = "Lists the training runs, newest first.",
    mixinStandardHelpOptions = true)
final class RunsCommand implements Callable<Integer> {
  private static final String RUNS = "data/runs";

  private final Console console;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = RUNS,
      description = "folder with run folders (default: ${DEFAULT-VALUE})")
  private Path runs = Path.of(RUNS);

  @Option(names = "--json", description = "write JSON")
  private boolean json;

  RunsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    List<RunSummary> all = RunSummary.all(runs);
    if (json) {
      console.line(json(all));
    } else if (all.isEmpty()) {
      console.line("There are no runs in " + runs);
    } else {
      RunsTable.of(all).forEach(console::line);
    }
    return 0;
  }

  /** {@code serin runs compare RUN RUN...}: runs side by side. */
  @Command(
      name = "compare",
      description = "Compares runs: their settings, their figures, and how sure a difference is.",
      mixinStandardHelpOptions = true)
  int compare(
      @Parameters(paramLabel = "RUN", arity = "2..*", description = "run folders, or their names")
          List<Path> names,
      @Option(
              names = "--runs",
              paramLabel = "DIR",
              defaultValue = RUNS,
              description = "where names are looked up (default: ${DEFAULT-VALUE})")
          Path folder,
      @Option(names = "--json", description = "write JSON") boolean asJson)
      throws IOException {
    try {
      RunComparison comparison = RunComparison.of(resolve(names, folder));
      if (asJson) {
        console.line(json(comparison));
      } else {
        RunsTable.of(comparison).forEach(console::line);
      }
      return 0;
    } catch (RunException e) {
      throw new TrainingException(String.valueOf(e.getMessage()), e);
    }
  }

  /** {@code serin runs mlflow}: runs for MLflow to show. */
  @Command(
      name = "mlflow",
      description = "Writes all runs as a file store of MLflow, which MLflow shows.",
      mixinStandardHelpOptions = true)
  int mlflow(
      @Option(
              names = "--runs",
              paramLabel = "DIR",
              defaultValue = RUNS,
              description = "folder with run folders (default: ${DEFAULT-VALUE})")
          Path folder,
      @Option(
              names = "--to",
              paramLabel = "DIR",
              defaultValue = "data/mlruns",
              description = "folder of the store (default: ${DEFAULT-VALUE})")
          Path store)
      throws IOException {
    List<RunSummary> all = RunSummary.all(folder);
    MlflowStore mlflow = new MlflowStore(store, System.getProperty("user.name", "unknown"));
    for (RunSummary run : all) {
      mlflow.write(folder.resolve(run.id()));
    }
    console.line(
        "%d %s written to %s. To see them: MLFLOW_ALLOW_FILE_STORE=true mlflow ui"
            + " --backend-store-uri %s",
        all.size(), all.size() == 1 ? "run" : "runs", store, store);
    return 0;
  }

  private static List<Path> resolve(List<Path> names, Path folder) {
    List<Path> found = new ArrayList<>();
    for (Path name : names) {
      Path below = folder.resolve(name);
      if (Files.isDirectory(name)) {
        found.add(name);
      } else if (Files.isDirectory(below)) {
        found.add(below);
      } else {
        throw new TrainingException("there is no run " + name + ", and none in " + folder);
      }
    }
    return found;
  }

  private static String json(Object value) throws IOException {
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
  }
}
