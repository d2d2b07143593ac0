package dev.serin.training.tune;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code serin tune CONFIG}: searches for settings that train well. */
@Command(
    name = "tune",
    description =
        "Searches for the settings of a training: many are tried shortly, the best trained on.",
    mixinStandardHelpOptions = true)
public final class TuneCommand implements Callable<Integer> {
  /** What a shell gives for a program that Ctrl-C ended: 128 + SIGINT. */
  private static final int EXIT_STOPPED = 130;

  private final Consumer<String> out;
  private final Supplier<Trial> trials;
  private final Clock clock;
  private final LongSupplier nanoTime;

  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description = "what is searched for, such as config/tune/fashion.yaml")
  private @Nullable Path config;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "data/tune",
      description = "folder for the folders of searches (default: ${DEFAULT-VALUE})")
  private Path outFolder = Path.of("data/tune");

  @Option(
      names = "--resume",
      paramLabel = "SEARCH_DIR",
      description = "go on with the search of this folder, without CONFIG")
  private @Nullable Path resume;

  /**
   * @param out gets what is said, line by line
   * @param trials makes what trains; closed after the search
   */
  public TuneCommand(
      Consumer<String> out, Supplier<Trial> trials, Clock clock, LongSupplier nanoTime) {
    this.out = out;
    this.trials = trials;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  @Override
  public Integer call() throws IOException {
    SearchFolder folder;
    if (resume != null && config == null) {
      folder = SearchFolder.open(resume);
    } else if (config != null && resume == null) {
      folder = SearchFolder.create(outFolder, config, clock);
    } else {
      throw new TuneException("tune needs a CONFIG, or --resume and the folder of a search");
    }
    try (Trial trial = trials.get()) {
      return new Search(folder, trial, out, nanoTime).run() ? 0 : EXIT_STOPPED;
    }
  }
}
