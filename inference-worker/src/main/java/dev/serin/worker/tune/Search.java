package dev.serin.worker.tune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures settings and chooses one. Pure: time passes in the {@link Bench} only.
 *
 * <p>All cores are used in each setting, by few lanes of many threads or by many of few. Of the
 * settings that give nearly the most images a second, the one with the shortest runs wins: the rest
 * is within the noise of a short measurement, and a short run is what one caller waits for.
 */
public final class Search {
  /** Shares of the best throughput that count as equal to it. */
  private static final double NEARLY = 0.95;

  /** A wait that callers would notice is never worth it. */
  private static final double DELAY_MILLIS_MAX = 5;

  private final Bench bench;
  private final Consumer<Measured> progress;

  /**
   * What was measured, and what it means.
   *
   * @param best the setting chosen
   * @param batchDelayMicros longest wait for more images that can pay
   */
  public record Result(List<Measured> table, Measured best, int batchDelayMicros) {
    public Result {
      table = List.copyOf(table);
    }
  }

  /**
   * @param progress is told of each setting when it has been measured
   */
  public Search(Bench bench, Consumer<Measured> progress) {
    this.bench = bench;
    this.progress = progress;
  }

  /**
   * @param cores of this machine
   * @param fixedBatch images of each run where the graph fixes it, else 0
   * @param batchMax largest batch to try
   */
  public Result run(int cores, int fixedBatch, int batchMax) {
    List<Measured> table = new ArrayList<>();
    for (Setting setting : settings(cores, fixedBatch, batchMax)) {
      Measured measured = bench.measure(setting);
      table.add(measured);
      progress.accept(measured);
    }
    Measured best = best(table);
    return new Result(table, best, delayMicros(table, best));
  }

  /** Lanes and threads that use all cores, each with batches of 1, 2, 4 and so on. */
  static List<Setting> settings(int cores, int fixedBatch, int batchMax) {
    List<Setting> settings = new ArrayList<>();
    for (int threads = 1; threads <= cores; threads *= 2) {
      int lanes = Math.max(1, cores / threads);
      if (fixedBatch > 0) {
        settings.add(new Setting(lanes, threads, fixedBatch));
      } else {
        for (int batch = 1; batch <= batchMax; batch *= 2) {
          settings.add(new Setting(lanes, threads, batch));
        }
      }
    }
    return settings;
  }

  private static Measured best(List<Measured> table) {
    double most = table.stream().mapToDouble(Measured::imagesPerSecond).max().orElseThrow();
    return table.stream()
        .filter(measured -> measured.imagesPerSecond() >= NEARLY * most)
        .min(Comparator.comparingDouble(Measured::p50Millis))
        .orElseThrow();
  }

  /**
   * One run of two images saves two runs of one less its own time: a wait for the second image that
   * is longer than that costs more than it saves.
   */
  private static int delayMicros(List<Measured> table, Measured best) {
    if (best.setting().batchSize() == 1) {
      return 0;
    }
    double saved =
        2 * runMillis(table, best.setting(), 1, Double.NaN)
            - runMillis(table, best.setting(), 2, Double.NaN);
    return saved > 0 ? (int) (1_000 * Math.min(saved, DELAY_MILLIS_MAX)) : 0;
  }

  private static double runMillis(List<Measured> table, Setting like, int batch, double otherwise) {
    Setting wanted = new Setting(like.lanes(), like.intraOpThreads(), batch);
    return table.stream()
        .filter(measured -> measured.setting().equals(wanted))
        .mapToDouble(Measured::p50Millis)
        .findFirst()
        .orElse(otherwise);
  }
}
