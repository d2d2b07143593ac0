package dev.serin.worker;

import dev.serin.worker.batch.BatchLimits;
import dev.serin.worker.model.LoadedVersion;
import dev.serin.worker.tune.Chosen;
import dev.serin.worker.tune.TuningFolder;
import java.util.Optional;
import java.util.function.Function;

/**
 * The numbers that count: as measured where they are automatic and were measured, else as given.
 */
final class Tuned {
  private final WorkerOptions options;
  private final TuningFolder measured;

  Tuned(WorkerOptions options, int cores) {
    this.options = options;
    measured = new TuningFolder(options.tuning().folder(), cores);
  }

  int lanes() {
    return isAutomatic(Tuning.Knob.LANES)
        ? measured.lanes(options.models()).orElse(options.lanes())
        : options.lanes();
  }

  int intraOpThreads(String model, String digest) {
    return choose(
        Tuning.Knob.INTRA_OP_THREADS,
        measured(model, digest),
        Chosen::intraOpThreads,
        options.intraOpThreads());
  }

  BatchLimits limits(String model, LoadedVersion version) {
    Optional<Chosen> chosen = measured(model, version.digest());
    int fixedBatch = version.graph().fixedBatch();
    int most = choose(Tuning.Knob.BATCH_SIZE, chosen, Chosen::batchSize, options.batchSize());
    int size = version.oneAtATime() ? 1 : most;
    return new BatchLimits(
        options.queueLength(),
        fixedBatch == 0 ? size : fixedBatch,
        choose(Tuning.Knob.BATCH_DELAY, chosen, Chosen::batchDelay, options.batchDelay()));
  }

  private Optional<Chosen> measured(String model, String digest) {
    return options.tuning().automatic().isEmpty() ? Optional.empty() : measured.of(model, digest);
  }

  private <T> T choose(
      Tuning.Knob number, Optional<Chosen> chosen, Function<Chosen, T> value, T otherwise) {
    return isAutomatic(number) ? chosen.map(value).orElse(otherwise) : otherwise;
  }

  private boolean isAutomatic(Tuning.Knob number) {
    return options.tuning().automatic().contains(number);
  }
}
