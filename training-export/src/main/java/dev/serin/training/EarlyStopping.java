package dev.serin.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The {@code training.early-stopping} section: ends a training that no longer gets better, and
 * publishes the network of its best epoch.
 *
 * @param patience epochs without a better one, at least 1, after which it ends
 * @param metric what better means
 */
record EarlyStopping(
    @JsonProperty(value = "patience", required = true) int patience,
    @JsonProperty(value = "metric", required = true) Metric metric) {

  /** What is looked at, on the images kept out of training. */
  enum Metric {
    /** Share of right answers: more is better. */
    @JsonProperty("accuracy")
    ACCURACY,
    /** Mean cross-entropy: less is better. */
    @JsonProperty("loss")
    LOSS
  }

  EarlyStopping {
    if (patience < 1) {
      throw new IllegalArgumentException(
          "training.early-stopping.patience must be at least 1, not " + patience);
    }
  }

  /** Place of the best epoch, the first of equals; -1 of none. */
  int best(List<EpochLine> epochs) {
    int best = -1;
    for (int i = 0; i < epochs.size(); i++) {
      if (best < 0 || worth(epochs.get(i)) > worth(epochs.get(best))) {
        best = i;
      }
    }
    return best;
  }

  /** Whether the epochs so far are enough. */
  boolean isOver(List<EpochLine> epochs) {
    return epochs.size() - 1 - best(epochs) >= patience;
  }

  private double worth(EpochLine epoch) {
    return metric == Metric.ACCURACY ? epoch.validationAccuracy() : -epoch.validationLoss();
  }
}
