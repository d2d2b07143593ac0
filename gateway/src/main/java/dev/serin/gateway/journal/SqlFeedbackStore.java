package dev.serin.gateway.journal;

import static dev.serin.gateway.error.ProblemCode.FEEDBACK_FULL;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.feedback.Feedback;
import dev.serin.gateway.feedback.FeedbackStore;
import dev.serin.gateway.feedback.LabelSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** Feedback by prediction and source; the last label of each counts. */
final class SqlFeedbackStore implements FeedbackStore {
  private static final String RELABEL =
      """
      UPDATE feedback SET model = ?, version = ?, image = ?, predicted = ?, label = ?, at = ?
      WHERE prediction = ? AND source = ?
      """;

  /** Another gateway may have put the same meanwhile. */
  private static final String INSERT =
      """
      INSERT INTO feedback
        (prediction, source, model, version, image, predicted, label, at, overruled)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?,
        (SELECT COUNT(*) FROM feedback AS other
         WHERE other.prediction = ? AND other.source = 'trusted'))
      ON CONFLICT (prediction, source) DO UPDATE SET
        model = excluded.model, version = excluded.version, image = excluded.image,
        predicted = excluded.predicted, label = excluded.label, at = excluded.at
      """;

  private static final String OVERRULE =
      "UPDATE feedback SET overruled = 1 WHERE prediction = ? AND source = 'caller'";

  private final Lane writes;
  private final Lane reads;
  private final FeedbackRoom callers;
  private final FeedbackRoom trusted;

  /**
   * @param rows labels that are kept of each source
   */
  SqlFeedbackStore(Lane writes, Lane reads, int rows, MeterRegistry registry) {
    this.writes = writes;
    this.reads = reads;
    callers = new FeedbackRoom(LabelSource.CALLER, rows, registry);
    trusted = new FeedbackRoom(LabelSource.TRUSTED, rows, registry);
  }

  private FeedbackRoom room(LabelSource source) {
    return switch (source) {
      case CALLER -> callers;
      case TRUSTED -> trusted;
    };
  }

  @Override
  public Future<Void> put(Feedback feedback) {
    return writes
        .submit(connection -> isKept(connection, feedback))
        .compose(kept -> kept ? Future.succeededFuture() : Future.failedFuture(full()));
  }

  /** A full journal is an answer and no failure of it: nothing is to be logged for each label. */
  private boolean isKept(Connection connection, Feedback feedback) throws SQLException {
    if (isRelabelled(connection, feedback)) {
      return true;
    }
    if (!room(feedback.source()).take(connection)) {
      return false;
    }
    insert(connection, feedback);
    return true;
  }

  private static boolean isRelabelled(Connection connection, Feedback f) throws SQLException {
    return Sql.update(
            connection,
            RELABEL,
            f.model(),
            f.version(),
            f.image(),
            f.predicted(),
            f.label(),
            f.at(),
            f.prediction(),
            f.source().toString())
        > 0;
  }

  private static void insert(Connection connection, Feedback f) throws SQLException {
    Sql.update(
        connection,
        INSERT,
        f.prediction(),
        f.source().toString(),
        f.model(),
        f.version(),
        f.image(),
        f.predicted(),
        f.label(),
        f.at(),
        f.prediction());
    if (f.source() == LabelSource.TRUSTED) {
      Sql.update(connection, OVERRULE, f.prediction());
    }
  }

  private static RuntimeException full() {
    return new Problem(
            FEEDBACK_FULL,
            "as many labels as feedback.rows allows are kept already; this one was not kept")
        .exception();
  }

  @Override
  public Future<Void> recount() {
    return reads
        .submit(
            connection -> {
              callers.recount(connection);
              trusted.recount(connection);
              return null;
            })
        .mapEmpty();
  }

  @Override
  public Future<Integer> prune(Instant before, int most) {
    return writes.submit(connection -> new FeedbackPruning(connection).prune(before, most));
  }
}
