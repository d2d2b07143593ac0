package dev.serin.training;

import dev.serin.training.data.Batch;
import dev.serin.training.data.Batches;
import dev.serin.training.data.Examples;
import dev.serin.training.net.Classifier;
import dev.serin.training.report.Evaluation;
import dev.serin.training.report.Evaluation.Measured;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Trains a classifier, epoch by epoch, keeping the network after each. */
final class Trainer {
  private final TrainingSettings settings;
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

  Trainer(
      TrainingSettings settings,
      TrainingProgress progress,
      StopSignal stop,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.progress = progress;
    this.stop = stop;
    this.nanoTime = nanoTime;
  }

  /**
   * Trains from the first epoch that {@code run} has not finished.
   *
   * @param classifier new, or as it was after the run's last epoch
   * @throws TrainingException where the loss is no longer a number, or the network cannot be kept;
   *     finished epochs stay kept
   */
  End train(Classifier classifier, Batches batches, Examples validation, RunFolder run)
      throws IOException {
    List<EpochLine> epochs = run.epochs();
    while (epochs.size() < settings.epochs()) {
      if (settings.earlyStopping() != null && settings.earlyStopping().isOver(epochs)) {
        return End.EARLY;
      }
      EpochLine line = epoch(classifier, batches, validation, epochs.size());
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
      Classifier classifier, Batches batches, Examples validation, int epoch) {
    long start = nanoTime.getAsLong();
    int images = 0;
    double lossSum = 0;
    int step = 0;
    double rate = 0;
    for (Iterator<Batch> it = batches.epoch(epoch); it.hasNext(); ) {
      if (stop.isRequested()) {
        return null;
      }
      Batch batch = it.next();
      rate = learningRate(epoch, step, batches.perEpoch());
      double loss = classifier.fit(batch, rate);
      checkLoss(loss, epoch, step);
      lossSum += loss;
      images += batch.size();
      step++;
      progress.step(epoch, step, batches.perEpoch(), images / seconds(start), lossSum / step);
    }
    double speed = images / seconds(start);
    Measured measured = Evaluation.measure(classifier.logits(), validation);
    return new EpochLine(
        epoch + 1,
        seconds(start),
        speed,
        rate,
        lossSum / step,
        measured.loss(),
        measured.score().accuracy());
  }

  private double learningRate(int epoch, int step, int steps) {
    double done = (double) (epoch * (long) steps + step) / ((long) settings.epochs() * steps);
    return settings.learningRate().at(done);
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
              + ". "
              + keptText(last.epoch() - 1)
              + " Make room, then go on with --resume "
              + run.folder(),
          e);
    }
    progress.epoch(last, settings.epochs(), best);
  }

  private static void checkLoss(double loss, int epoch, int step) {
    if (!Double.isFinite(loss)) {
      throw new TrainingException(
          "the loss is no longer a number (epoch "
              + (epoch + 1)
              + ", step "
              + (step + 1)
              + "): the training has diverged. A lower training.learning-rate.peak usually helps. "
              + keptText(epoch));
    }
  }

  /** What is left after {@code epochs} finished epochs, for people. */
  static String keptText(int epochs) {
    return epochs == 0
        ? "No epoch was finished, so nothing was kept."
        : "The network after epoch " + epochs + " is kept.";
  }

  private double seconds(long start) {
    return Math.max(1, nanoTime.getAsLong() - start) / 1e9;
  }
}
