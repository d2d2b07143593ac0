package dev.serin.gateway.rollout.simulate;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serin rollout simulate}: measures the gate on made-up traffic. */
@Command(
    name = "simulate",
    description = {
      "Runs the rollout's own decision on made-up traffic, beside the rules of Flagger and Argo",
      "Rollouts, and tells how often each aborts, and when. Ends with 1 where equal versions are",
      "surely aborted more often than promised, or a delay is over what the prototype needed."
    },
    mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
  private static final int RUNS_MAX = 10_000_000;
  private static final int THREADS_MAX = 256;

  private final PrintStream out;
  private final PrintStream err;

  @Option(names = "--seed", description = "of all dice (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--runs", description = "of each scenario (default: ${DEFAULT-VALUE})")
  private int runs = 1_000;

  @Option(names = "--threads", description = "default: one for each processor")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--scenarios",
      split = ",",
      paramLabel = "WORD",
      description =
          "only those whose name has one of these words, as in errors/steady/0.5 %%/20/2x")
  private List<String> words = List.of();

  @Option(names = "--list", description = "only print the scenarios' names")
  private boolean list;

  @Option(
      names = "--replay",
      paramLabel = "N",
      description = "instead, record N rollouts as the journal does, and replay each")
  private int replays;

  @Option(
      names = "--out",
      paramLabel = "FILE.md",
      description = "the report; its plots go beside it (default: print it, without plots)")
  private @Nullable Path report;

  public SimulateCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Cell> cells = Scenarios.all().stream().filter(this::isAsked).toList();
    String wrong = wrong(cells);
    if (!wrong.isEmpty()) {
      err.println(wrong);
      return 2;
    }
    if (list) {
      cells.forEach(cell -> out.println(cell.id()));
      return 0;
    }
    if (replays > 0) {
      return replay();
    }
    out.println("seed " + seed + ", " + runs + " runs of each of " + cells.size() + " scenarios");
    Simulation simulation = new Simulation(seed, runs, threads);
    Progress progress = new Progress(err, InstantSource.system(), (long) runs * cells.size());
    List<Result> results = simulation.run(cells, progress);
    try {
      write(simulation, results);
    } catch (IOException e) {
      err.println("The report cannot be written: " + e);
      return 1;
    }
    return verdict(results);
  }

  private int replay() {
    out.println("seed " + seed + ", " + replays + " rollouts");
    Replays done = Replays.of(seed, replays, new Progress(err, InstantSource.system(), replays));
    done.print(out);
    return done.same() == replays ? 0 : 1;
  }

  private boolean isAsked(Cell cell) {
    String id = cell.id().toLowerCase(Locale.ROOT);
    return words.isEmpty() || words.stream().anyMatch(w -> id.contains(w.toLowerCase(Locale.ROOT)));
  }

  private String wrong(List<Cell> cells) {
    if (cells.isEmpty()) {
      return "No scenario's name has one of " + words + "; --list prints them all.";
    }
    if (runs < 1 || runs > RUNS_MAX) {
      return "--runs must be from 1 to " + RUNS_MAX + ".";
    }
    if (replays < 0 || replays > RUNS_MAX) {
      return "--replay must be from 1 to " + RUNS_MAX + ".";
    }
    return threads < 1 || threads > THREADS_MAX
        ? "--threads must be from 1 to " + THREADS_MAX + "."
        : "";
  }

  private void write(Simulation simulation, List<Result> results) throws IOException {
    Report markdown = new Report(simulation, results);
    if (report == null) {
      out.print(markdown.markdown(commandLine(), List.of()));
      return;
    }
    Path file = report.toAbsolutePath();
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.md$", "");
    List<String> plots = List.of(name + "-false-aborts.svg", name + "-delays.svg");
    Plots drawings = new Plots(results);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, markdown.markdown(commandLine(), plots));
    Files.writeString(file.resolveSibling(plots.get(0)), drawings.falseAborts());
    Files.writeString(file.resolveSibling(plots.get(1)), drawings.delays());
    out.println("written: " + report);
  }

  /** Without the number of threads and the file: they change no figure. */
  private String commandLine() {
    List<String> parts = new ArrayList<>(List.of("./serin rollout simulate"));
    parts.add("--seed " + seed);
    parts.add("--runs " + runs);
    if (!words.isEmpty()) {
      parts.add("--scenarios '" + String.join(",", words) + "'");
    }
    return String.join(" ", parts);
  }

  private int verdict(List<Result> results) {
    boolean good = true;
    for (Result result : results) {
      if (result.breaksPromise()) {
        good = false;
        out.println("more false aborts than promised: " + result.cell().id());
      }
    }
    for (Prototype.Comparison comparison : Prototype.compare(results)) {
      if (comparison.slow()) {
        good = false;
        out.println(
            String.format(
                Locale.ROOT,
                "slower than the prototype: %s, median %d, and %d before",
                comparison.cell(),
                comparison.product().median(),
                comparison.prototype().median()));
      }
    }
    out.println(good ? "all as promised" : "not as promised");
    return good ? 0 : 1;
  }
}
