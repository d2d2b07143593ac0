package dev.serin.gateway.feedback;

import io.vertx.core.Future;

/** Keeps feedback for good. */
public interface FeedbackStore {
  /**
   * Keeps {@code feedback}. The future completes when it is safe from a crash. A second word on the
   * same prediction takes the place of the first.
   */
  Future<Void> put(Feedback feedback);
}
