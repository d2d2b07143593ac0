package dev.serin.training;

import dev.serin.training.data.Batches;
import dev.serin.training.data.DataException;
import dev.serin.training.data.Examples;
import dev.serin.training.net.Classifier;
import dev.serin.training.parallel.Engine;
import dev.serin.training.parallel.EngineException;
import dev.serin.training.report.Evaluation;
import dev.serin.training.report.Evaluation.Measured;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Trains a classifier, epoch by epoch, keeping the network after each. */
final class Trainer {
  private final TrainingSettings settings;
  private final Engine engine;
  private final TrainingProgress progress;
  private final StopSignal stop;
  private final LongSupplier nanoTime;

  /** How a training ended. */
  enum End {
    /** The last epoch is done. */
    LAST_EPOCH,
    /** The epochs no longer got better. */
    EARLY,
    /** Somebody asked for it, before the last epoch was done. */
    STOPPED
  }

  /**
   * @param engine takes the steps; stays open
   */
  Trainer(
      TrainingSettings settings,
      Engine engine,
      TrainingProgress progress,
      StopSignal stop,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.engine = engine;
    this.progress = progress;
    this.stop = stop;
    this.nanoTime = nanoTime;
  }

  /**
   * Trains from the first epoch that {@code run} has not finished.
   *
   * @param classifier new, or as it was after the run's last epoch
   * @throws TrainingException where the loss is no longer a number, the engine fails, a photo can
   *     no longer be read, or the network cannot be kept; finished epochs stay kept
   */
  End train(Classifier classifier, Batches batches, Examples validation, RunFolder run)
      throws IOException {
    List<EpochLine> epochs = run.epochs();
    while (epochs.size() < settings.epochs()) {
      if (settings.earlyStopping() != null && settings.earlyStopping().isOver(epochs)) {
        return End.EARLY;
      }
      EpochLine line = epoch(classifier, batches, validation, run, epochs.size());
      if (line == null) {
        return End.STOPPED;
      }
      epochs.add(line);
      keep(classifier, run, epochs);
    }
    return End.LAST_EPOCH;
  }

  /** Null after a stop: half an epoch is none. */
  private @Nullable EpochLine epoch(
      Classifier classifier, Batches batches, Examples validation, RunFolder run, int epoch) {
    if (stop.isRequested()) {
      return null;
    }
    EpochSteps steps =
        new EpochSteps(
            settings,
            progress,
            stop,
            nanoTime,
            epoch,
            batches.perEpoch(),
            keptText(epoch) + whatToDo(epoch, "make a version of it", "--checkpoint", run));
    try {
      engine.fit(classifier, batches.epoch(epoch), steps);
    } catch (EngineException | DataException e) {
      if (stop.isRequested()) {
        // Ctrl-C reaches Spark too, which breaks off what it is doing.
        return null;
      }
      throw new TrainingException(
          e.getMessage()
              + ". "
              + keptText(epoch)
              + whatToDo(epoch, "go on, with this engine or another", "--resume", run),
          e);
    }
    if (!steps.complete()) {
      return null;
    }
    double speed = steps.imagesPerSecond();
    Measured measured = Evaluation.measure(classifier.logits(), validation);
    return new EpochLine(
        epoch + 1,
        steps.seconds(),
        speed,
        steps.rate(),
        steps.loss(),
        measured.loss(),
        measured.score().accuracy());
  }

  private void keep(Classifier classifier, RunFolder run, List<EpochLine> epochs) {
    EarlyStopping stopping = settings.earlyStopping();
    EpochLine last = epochs.get(epochs.size() - 1);
    boolean best = stopping != null && stopping.best(epochs) == epochs.size() - 1;
    try {
      run.keep(classifier, last, best);
    } catch (IOException e) {
      throw new TrainingException(
          "the network after epoch "
              + last.epoch()
              + " cannot be written to "
              + run.folder()
              + ": "
              + e.getMessage()
              + ". Make room. "
              + keptText(last.epoch() - 1)
              + whatToDo(last.epoch() - 1, "go on", "--resume", run),
          e);
    }
    progress.epoch(last, settings.epochs(), best);
  }

  /** What is left after {@code epochs} finished epochs, for people. */
  static String keptText(int epochs) {
    return epochs == 0
        ? "No epoch was finished, so nothing was kept."
        : "The network after epoch " + epochs + " is kept.";
  }

  private static String whatToDo(int epochs, String what, String option, RunFolder run) {
    return epochs == 0 ? "" : " To %s: ./serin train %s %s".formatted(what, option, run.folder());
  }
}
