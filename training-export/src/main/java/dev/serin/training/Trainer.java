package dev.serin.training;

import dev.serin.training.data.Batch;
import dev.serin.training.data.Batches;
import dev.serin.training.data.Examples;
import dev.serin.training.net.Classifier;
import dev.serin.training.report.Evaluation;
import dev.serin.training.report.Evaluation.Measured;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.LongSupplier;

/** Trains a classifier, epoch by epoch, keeping the network after each. */
final class Trainer {
  private final TrainingSettings settings;
  private final TrainingProgress progress;
  private final StopSignal stop;
  private final LongSupplier nanoTime;

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
   * Trains until the last epoch or until a stop is asked for.
   *
   * @return how many epochs were finished and kept; fewer than configured after a stop
   * @throws TrainingException where the loss is no longer a number; finished epochs stay kept
   */
  int train(Classifier classifier, Batches batches, Examples validation, RunFolder run)
      throws IOException {
    double best = Double.POSITIVE_INFINITY;
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      long start = nanoTime.getAsLong();
      int images = 0;
      double lossSum = 0;
      int step = 0;
      for (Iterator<Batch> it = batches.epoch(epoch); it.hasNext(); ) {
        if (stop.isRequested()) {
          return epoch;
        }
        Batch batch = it.next();
        lossSum += fit(classifier, batch, epoch, step, batches.perEpoch());
        images += batch.size();
        step++;
        progress.step(epoch, step, batches.perEpoch(), images / seconds(start), lossSum / step);
      }
      double rate = images / seconds(start);
      Measured measured = Evaluation.measure(classifier.logits(), validation);
      EpochResult result =
          new EpochResult(
              epoch,
              settings.epochs(),
              seconds(start),
              rate,
              lossSum / step,
              measured,
              measured.loss() < best);
      best = Math.min(best, measured.loss());
      run.keep(classifier, result);
      progress.epoch(result);
    }
    return settings.epochs();
  }

  private double fit(Classifier classifier, Batch batch, int epoch, int step, int steps) {
    double done = (double) (epoch * (long) steps + step) / ((long) settings.epochs() * steps);
    double loss = classifier.fit(batch, settings.learningRate().at(done));
    if (!Double.isFinite(loss)) {
      throw new TrainingException(
          "the loss is no longer a number (epoch "
              + (epoch + 1)
              + ", step "
              + (step + 1)
              + "): the training has diverged. A lower training.learning-rate.peak usually helps. "
              + keptText(epoch));
    }
    return loss;
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
