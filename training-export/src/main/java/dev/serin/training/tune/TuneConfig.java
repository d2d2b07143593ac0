package dev.serin.training.tune;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is searched for, {@code config/tune/*.yaml}.
 *
 * @param config the training configuration that is varied; a path from this file
 * @param seed of what is drawn
 * @param metric what better means
 * @param trials how many settings are tried, 1 to 10,000
 * @param eta of so many trials, 2 to 10, one is trained on, and for so many times the epochs
 * @param epochs how long a trial is trained
 * @param parameters what may vary, by the path of its key in the training configuration, such as
 *     {@code training.learning-rate.peak}
 */
record TuneConfig(
    @JsonProperty(value = "config", required = true) String config,
    @JsonProperty(value = "seed", required = true) long seed,
    @JsonProperty(value = "metric", required = true) Metric metric,
    @JsonProperty(value = "trials", required = true) int trials,
    @JsonProperty(value = "eta", required = true) int eta,
    @JsonProperty(value = "epochs", required = true) Epochs epochs,
    @JsonProperty(value = "parameters", required = true) Map<String, Range> parameters) {

  /** The keys that the search sets itself. */
  private static final List<String> OWN = List.of("training.epochs", "model", "version");

  /** What is compared, on the images kept out of training. */
  enum Metric {
    /** Mean cross-entropy: less is better. */
    @JsonProperty("loss")
    LOSS,
    /** Share of right answers: more is better. */
    @JsonProperty("accuracy")
    ACCURACY;

    /** The smaller, the better. */
    double cost(Trial.Outcome outcome) {
      return this == LOSS ? outcome.loss() : -outcome.accuracy();
    }
  }

  /**
   * @param min epochs that every trial gets, at least 1
   * @param max epochs of a whole training, which the best ones get
   */
  record Epochs(
      @JsonProperty(value = "min", required = true) int min,
      @JsonProperty(value = "max", required = true) int max) {
    Epochs {
      check(min >= 1 && min <= max && max <= 10_000, "epochs must be 1 <= min <= max <= 10000");
    }
  }

  TuneConfig {
    check(trials >= 1 && trials <= 10_000, "trials must be 1 to 10000, not " + trials);
    check(eta >= 2 && eta <= 10, "eta must be 2 to 10, not " + eta);
    check(!parameters.isEmpty(), "parameters names nothing to vary");
    for (String own : OWN) {
      check(!parameters.containsKey(own), own + " is not to be varied");
    }
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
