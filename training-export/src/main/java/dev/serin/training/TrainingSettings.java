package dev.serin.training;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.serin.training.net.OptimiserConfig;
import dev.serin.training.net.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * The {@code training} section of a training configuration.
 *
 * @param epochs how often every image is shown, at most
 * @param batch images a step
 * @param learningRate how large the steps are
 * @param seed of everything that is drawn: first weights, order, augmentation
 * @param threads that share the work of one step, or of a worker's part of it. A small network
 *     gains little from a second one, and loses much when something else needs the core: the
 *     threads wait for each other often
 * @param optimiser how a gradient becomes a step
 * @param classWeights what an image of each class counts
 * @param earlyStopping when to end before the last epoch; null for never
 */
record TrainingSettings(
    int epochs,
    int batch,
    Schedule learningRate,
    long seed,
    int threads,
    OptimiserConfig optimiser,
    ClassWeights classWeights,
    @Nullable EarlyStopping earlyStopping) {

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

  @JsonCreator
  static TrainingSettings of(
      @JsonProperty(value = "epochs", required = true) int epochs,
      @JsonProperty(value = "batch", required = true) int batch,
      @JsonProperty(value = "learning-rate", required = true) Schedule learningRate,
      @JsonProperty(value = "seed", required = true) long seed,
      @JsonProperty(value = "threads", required = true) int threads,
      @JsonProperty("optimiser") @Nullable OptimiserConfig optimiser,
      @JsonProperty("class-weights") @Nullable ClassWeights classWeights,
      @JsonProperty("early-stopping") @Nullable EarlyStopping earlyStopping) {
    return new TrainingSettings(
        epochs,
        batch,
        learningRate,
        seed,
        threads,
        optimiser == null ? OptimiserConfig.ADAM : optimiser,
        classWeights == null ? ClassWeights.NONE : classWeights,
        earlyStopping);
  }
}
