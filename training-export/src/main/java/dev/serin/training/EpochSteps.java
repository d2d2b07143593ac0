package dev.serin.training;

import dev.serin.training.parallel.Engine;
import java.util.function.LongSupplier;

/** The steps of one epoch: their learning rates, what they tell of the loss, and when to stop. */
final class EpochSteps implements Engine.Steps {
  private final TrainingSettings settings;
  private final TrainingProgress progress;
  private final StopSignal stop;
  private final LongSupplier nanoTime;
  private final int epoch;
  private final int steps;
  private final String ifDiverged;
  private final long start;
  private int done;
  private int images;
  private double lossSum;
  private double rate;

  /**
   * Starts the clock.
   *
   * @param epoch 0 first
   * @param steps how many there are to be
   * @param ifDiverged what is left where the loss is no longer a number, for people
   */
  EpochSteps(
      TrainingSettings settings,
      TrainingProgress progress,
      StopSignal stop,
      LongSupplier nanoTime,
      int epoch,
      int steps,
      String ifDiverged) {
    this.settings = settings;
    this.progress = progress;
    this.stop = stop;
    this.nanoTime = nanoTime;
    this.epoch = epoch;
    this.steps = steps;
    this.ifDiverged = ifDiverged;
    this.start = nanoTime.getAsLong();
  }

  @Override
  public double learningRate(int step) {
    double share = (double) (epoch * (long) steps + step) / ((long) settings.epochs() * steps);
    rate = settings.learningRate().at(share);
    return rate;
  }

  @Override
  public boolean done(int step, int count, double loss) {
    if (!Double.isFinite(loss)) {
      throw new TrainingException(
          "the loss is no longer a number (epoch "
              + (epoch + 1)
              + ", step "
              + (step + 1)
              + "): the training has diverged. A lower training.learning-rate.peak usually helps. "
              + ifDiverged);
    }
    lossSum += loss;
    images += count;
    done++;
    progress.step(epoch, done, steps, imagesPerSecond(), loss());
    return !stop.isRequested();
  }

  /** Whether the last step is done, too. */
  boolean complete() {
    return done == steps;
  }

  /** Of the steps that are done, until now. */
  double imagesPerSecond() {
    return images / seconds();
  }

  /** Since the start. */
  double seconds() {
    return Math.max(1, nanoTime.getAsLong() - start) / 1e9;
  }

  /** Mean over the steps that are done. */
  double loss() {
    return lossSum / done;
  }

  /** Of the last step. */
  double rate() {
    return rate;
  }
}
