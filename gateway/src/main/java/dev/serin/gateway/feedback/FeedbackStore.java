package dev.serin.gateway.feedback;

import io.vertx.core.Future;
import java.time.Instant;

/** Keeps feedback: as many labels of each source as there is room for. */
public interface FeedbackStore {
  /**
   * Keeps {@code feedback}. The future completes when it is safe from a crash. A second label of
   * one source for the same prediction takes the place of the first; labels of two sources are kept
   * side by side. Fails with the problem {@code FEEDBACK_FULL} where there is no room for another
   * label of the source.
   */
  Future<Void> put(Feedback feedback);

  /** Counts what is kept: other gateways may keep and delete labels too. */
  Future<Void> recount();

  /**
   * Deletes the oldest labels given before {@code before}, at most {@code most}, and adds them to
   * the counts of their hours, so that usage stays as it is.
   *
   * @return how many were deleted
   */
  Future<Integer> prune(Instant before, int most);
}
