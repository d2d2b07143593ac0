package dev.serin.training;

import dev.serin.training.parallel.EngineSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code train} that say where the steps are taken. */
final class EngineOptions {
  private static final String LOCAL = "local";
  private static final String PARALLEL = "parallel";
  private static final String SPARK = "spark";

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = LOCAL,
      description =
          "where the steps are taken: local, in one worker; parallel, by several in this process;"
              + " spark, on a cluster (default: ${DEFAULT-VALUE})")
  private String engine = LOCAL;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "how many share each step's batch; of parallel, unless given, as many as there are cores"
              + " for training.threads each")
  private @Nullable Integer workers;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "the cluster of spark, such as spark://host:7077 or local[2]")
  private @Nullable String master;

  @Option(
      names = "--average-every",
      paramLabel = "N",
      description =
          "of spark: steps that the workers take before their networks are averaged (default: 1)")
  private @Nullable Integer averageEvery;

  /** Whether an engine other than the usual one, or anything about one, is asked for. */
  boolean isGiven() {
    return !engine.equals(LOCAL) || workers != null || master != null || averageEvery != null;
  }

  /**
   * @param cores of this machine
   * @throws IllegalArgumentException where options do not go together; the message names them
   */
  EngineSettings settings(TrainingSettings training, int cores) {
    switch (engine) {
      case LOCAL -> {
        check(workers == null || workers == 1, "--workers", "parallel and spark; local has one");
        check(master == null, "--master", SPARK);
        check(averageEvery == null, "--average-every", SPARK);
      }
      case PARALLEL -> {
        check(master == null, "--master", SPARK);
        check(averageEvery == null, "--average-every", "spark; parallel averages after each step");
      }
      case SPARK -> {
        require(workers, "--workers, such as --workers 2: one for each executor to be used");
        require(master, "--master, such as --master spark://host:7077");
      }
      default -> {
        // Whoever has engines knows their names.
      }
    }
    int shared = workers == null ? usualWorkers(training, cores) : workers;
    if (shared > training.batch()) {
      throw new IllegalArgumentException(
          "--workers %d is more than training.batch, %d: each needs an image of every step"
              .formatted(shared, training.batch()));
    }
    return new EngineSettings(
        engine,
        shared,
        training.threads(),
        averageEvery == null ? 1 : averageEvery,
        master == null ? "" : master);
  }

  private int usualWorkers(TrainingSettings training, int cores) {
    return engine.equals(PARALLEL)
        ? Math.min(Math.max(2, cores / training.threads()), Math.max(2, training.batch()))
        : 1;
  }

  private void check(boolean holds, String option, String of) {
    if (!holds) {
      throw new IllegalArgumentException(option + " is an option of --engine " + of);
    }
  }

  private void require(@Nullable Object value, String what) {
    if (value == null) {
      throw new IllegalArgumentException("--engine " + engine + " needs " + what);
    }
  }

  /** What is to be typed for {@code settings}, a space before each option; empty for local. */
  static String text(EngineSettings settings) {
    return switch (settings.engine()) {
      case LOCAL -> "";
      case SPARK ->
          " --engine spark --workers %d --master %s --average-every %d"
              .formatted(settings.workers(), settings.master(), settings.averageEvery());
      default -> " --engine %s --workers %d".formatted(settings.engine(), settings.workers());
    };
  }
}
