package dev.serin.gateway.journal;

import dev.serin.gateway.feedback.Feedback;
import dev.serin.gateway.feedback.FeedbackStore;
import io.vertx.core.Future;

/** Feedback by prediction; the last word counts. */
final class SqlFeedbackStore implements FeedbackStore {
  private static final String PUT =
      """
      INSERT INTO feedback (prediction, model, version, image, predicted, label, at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (prediction) DO UPDATE SET
        model = excluded.model, version = excluded.version, image = excluded.image,
        predicted = excluded.predicted, label = excluded.label, at = excluded.at
      """;

  private final Lane writes;

  SqlFeedbackStore(Lane writes) {
    this.writes = writes;
  }

  @Override
  public Future<Void> put(Feedback f) {
    return writes.submit(
        connection -> {
          Sql.update(
              connection,
              PUT,
              f.prediction(),
              f.model(),
              f.version(),
              f.image(),
              f.predicted(),
              f.label(),
              f.at());
          return null;
        });
  }
}
