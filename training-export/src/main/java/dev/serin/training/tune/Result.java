package dev.serin.training.tune;

import java.util.List;
import java.util.Locale;

/**
 * A measurement, as {@code results.csv} has it.
 *
 * @param rung 0 first
 * @param trial 1 first
 * @param epochs of the trial so far
 * @param seconds that this rung took
 * @param outcome not a number where the training came to nothing
 */
record Result(int rung, int trial, int epochs, double seconds, Trial.Outcome outcome) {
  static final String HEADER = "rung,trial,epochs,seconds,validation_loss,validation_accuracy";

  /** Its columns are the header's; parameters follow. */
  private static final int COLUMNS = 6;

  static Trial.Outcome failed() {
    return new Trial.Outcome(Double.NaN, Double.NaN);
  }

  boolean isFailed() {
    return !(Double.isFinite(outcome.loss()) && Double.isFinite(outcome.accuracy()));
  }

  String line(Candidate candidate) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "%d,%d,%d,%.1f,%s,%s",
            rung,
            trial,
            epochs,
            seconds,
            outcome.loss(),
            outcome.accuracy()));
    candidate
        .values()
        .values()
        .forEach(v -> line.append(",\"").append(v.toString().replace("\"", "\"\"")).append('"'));
    return line.toString();
  }

  /**
   * @throws TuneException where it is no such line
   */
  static Result parse(String line) {
    List<String> fields = List.of(line.split(",", COLUMNS + 1));
    try {
      return new Result(
          Integer.parseInt(fields.get(0)),
          Integer.parseInt(fields.get(1)),
          Integer.parseInt(fields.get(2)),
          Double.parseDouble(fields.get(3)),
          new Trial.Outcome(Double.parseDouble(fields.get(4)), Double.parseDouble(fields.get(5))));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new TuneException(
          "results.csv has a line that is no result ('" + line + "'); without it, it can be used",
          e);
    }
  }
}
