package dev.serin.worker;

import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.model.GraphSnapshot;
import dev.serin.worker.model.LoadedVersion;
import dev.serin.worker.model.VersionFinder;
import dev.serin.worker.model.VersionLoader;
import dev.serin.worker.model.VersionProof;
import dev.serin.worker.onnx.OnnxEngine;
import dev.serin.worker.tune.Chosen;
import dev.serin.worker.tune.LaneBench;
import dev.serin.worker.tune.Measured;
import dev.serin.worker.tune.Search;
import dev.serin.worker.tune.TuningFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures how a version is best run on this machine, and writes that where a worker finds it. To
 * be used while nothing else is running: it takes all cores.
 */
public final class ServingTuner {
  private static final int BATCH_MAX = 16;

  /** One setting and what it gave; times are of runs. */
  public record Row(
      int lanes,
      int intraOpThreads,
      int batchSize,
      double imagesPerSecond,
      double p50Millis,
      double p99Millis) {
    static Row of(Measured measured) {
      return new Row(
          measured.setting().lanes(),
          measured.setting().intraOpThreads(),
          measured.setting().batchSize(),
          measured.imagesPerSecond(),
          measured.p50Millis(),
          measured.p99Millis());
    }
  }

  /**
   * What was chosen.
   *
   * @param version which was measured
   * @param file where it is written
   */
  public record Choice(String version, Row best, Duration batchDelay, Path file) {}

  private final WorkerOptions options;
  private final int cores;

  public ServingTuner(WorkerOptions options, int cores) {
    this.options = options;
    this.cores = cores;
  }

  /**
   * Loads and proves a version, then measures it; takes {@code each} for every setting.
   *
   * @param version the stable one where empty
   * @param progress is told of each setting when it has been measured
   * @throws IOException if there is no such version, it cannot be loaded, or the choice not written
   */
  public Choice tune(String model, Optional<String> version, Duration each, Consumer<Row> progress)
      throws IOException {
    OpenCv.load();
    Path folder = VersionFinder.find(options.models(), model, version);
    OnnxEngine engine = engine(options);
    VersionProof proof = new VersionProof(new ImageDecoder(options.pixelsMax()));
    Path copies = options.copies();
    VersionLoader loader = new VersionLoader((name, digest) -> engine, proof, copies);
    try (LoadedVersion loaded = loader.load(folder);
        GraphSnapshot snapshot = GraphSnapshot.of(folder, loaded.manifest().file(), copies)) {
      LaneBench bench =
          new LaneBench(
              threads ->
                  engine
                      .withThreads(threads)
                      .load(
                          snapshot.graph(),
                          loaded.manifest().input(),
                          loaded.manifest().output().name()),
              each,
              System::nanoTime);
      Search.Result result =
          new Search(bench, measured -> progress.accept(Row.of(measured)))
              .run(cores, loaded.graph().fixedBatch(), loaded.oneAtATime() ? 1 : BATCH_MAX);
      return write(model, folder.getFileName().toString(), loaded.digest(), result);
    }
  }

  private Choice write(String model, String version, String digest, Search.Result result)
      throws IOException {
    Row best = Row.of(result.best());
    Chosen chosen =
        new Chosen(
            model,
            version,
            digest,
            cores,
            best.lanes(),
            best.intraOpThreads(),
            best.batchSize(),
            result.batchDelayMicros());
    Path file = new TuningFolder(options.tuning().folder(), cores).write(chosen);
    return new Choice(version, best, chosen.batchDelay(), file);
  }

  static OnnxEngine engine(WorkerOptions options) {
    return switch (options.provider()) {
      case AUTO -> OnnxEngine.onCudaOrCpu(options.intraOpThreads());
      case CPU -> OnnxEngine.onCpu(options.intraOpThreads());
      case CUDA -> OnnxEngine.onCuda(options.intraOpThreads());
    };
  }
}
