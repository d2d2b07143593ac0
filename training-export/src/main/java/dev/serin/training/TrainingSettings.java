package dev.serin.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The {@code training} section of a training configuration.
 *
 * @param epochs how often every image is shown
 * @param batch images a step
 * @param learningRate how large the steps are
 * @param seed of everything that is drawn: first weights, order, augmentation
 * @param threads that share the work of one step. A small network gains little from a second one,
 *     and loses much when something else needs the core: the threads wait for each other often
 * @param earlyStopping when to end before the last epoch; null for never
 */
record TrainingSettings(
    @JsonProperty(value = "epochs", required = true) int epochs,
    @JsonProperty(value = "batch", required = true) int batch,
    @JsonProperty(value = "learning-rate", required = true) LearningRate learningRate,
    @JsonProperty(value = "seed", required = true) long seed,
    @JsonProperty(value = "threads", required = true) int threads,
    @JsonProperty("early-stopping") @Nullable EarlyStopping earlyStopping) {

  TrainingSettings {
    if (epochs < 1 || epochs > 10_000) {
      throw new IllegalArgumentException("training.epochs must be 1 to 10000, not " + epochs);
    }
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("training.threads must be 1 to 1024, not " + threads);
    }
    if (batch < 1 || batch > 65_536) {
      throw new IllegalArgumentException("training.batch must be 1 to 65536, not " + batch);
    }
  }

  /**
   * One cycle: up in a straight line, then down a half cosine to nearly nothing. After L. Smith,
   * "Super-convergence", 2017: large steps in the middle, and an end that settles, in few epochs.
   *
   * @param peak the largest rate
   * @param warmUp share of all steps, 0 to below 1, on the way up
   */
  record LearningRate(
      @JsonProperty(value = "peak", required = true) double peak,
      @JsonProperty(value = "warm-up", required = true) double warmUp) {

    /** The first and the last rate, as a share of the peak: steps never stop meaning something. */
    private static final double LEAST = 0.001;

    LearningRate {
      if (!(peak > 0 && peak < 10)) {
        throw new IllegalArgumentException(
            "training.learning-rate.peak must be above 0 and below 10, not " + peak);
      }
      if (!(warmUp >= 0 && warmUp < 1)) {
        throw new IllegalArgumentException(
            "training.learning-rate.warm-up must be 0 to below 1, not " + warmUp);
      }
    }

    /** The rate at {@code progress}, 0 at the first step to 1 after the last. */
    double at(double progress) {
      double share =
          progress < warmUp
              ? progress / warmUp
              : 0.5 * (1 + Math.cos(Math.PI * (progress - warmUp) / (1 - warmUp)));
      return peak * Math.max(LEAST, share);
    }
  }
}
