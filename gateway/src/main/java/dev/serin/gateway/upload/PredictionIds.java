package dev.serin.gateway.upload;

import dev.serin.gateway.results.ResultKey;
import dev.serin.worker.api.Prediction;

/** Names one answer given to one caller, so that feedback can speak of it. */
@FunctionalInterface
public interface PredictionIds {
  /**
   * An id that cannot be guessed and is made of letters, digits, {@code -} and {@code _}.
   *
   * @param unit whose answer it is: a user, a session or the images; the id does not show it
   */
  String next(ResultKey answered, String unit, Prediction best);
}
