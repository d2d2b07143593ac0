package dev.serin.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.serin.training.report.ReportInput;
import org.jspecify.annotations.Nullable;

/**
 * The {@code report} section of a training configuration.
 *
 * @param card what only people know of the model
 */
record ReportSettings(@JsonProperty("card") @Nullable Card card) {

  /**
   * @param description what the model is for, in a sentence or two
   * @param intendedUse what it should be used for, and by whom
   * @param limits what it should not be used for, and what is known to go wrong
   */
  record Card(
      @JsonProperty("description") @Nullable String description,
      @JsonProperty("intended-use") @Nullable String intendedUse,
      @JsonProperty("limits") @Nullable String limits) {}

  /** The card of a configuration that may have none. */
  static ReportInput.Card cardOf(@Nullable ReportSettings settings) {
    Card card = settings == null ? null : settings.card();
    return card == null
        ? ReportInput.Card.EMPTY
        : new ReportInput.Card(card.description(), card.intendedUse(), card.limits());
  }
}
