package dev.serin.gateway.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns old feedback into counts of its hours, in the transaction that {@code connection} is in.
 */
final class FeedbackPruning {
  private static final String OLDEST =
      """
      SELECT prediction, source, model, version, predicted, label, at, overruled FROM feedback
      WHERE at < ? ORDER BY at, prediction, source LIMIT ?
      """;

  private static final String ADD =
      """
      INSERT INTO feedback_hour
        (hour, model, version, label, source, labels, correct, standing, standing_correct)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (hour, model, version, label, source) DO UPDATE SET
        labels = feedback_hour.labels + excluded.labels,
        correct = feedback_hour.correct + excluded.correct,
        standing = feedback_hour.standing + excluded.standing,
        standing_correct = feedback_hour.standing_correct + excluded.standing_correct
      """;

  private static final String DELETE = "DELETE FROM feedback WHERE prediction = ? AND source = ?";

  /** What is counted together. */
  private record Key(Instant hour, String model, String version, String label, String source) {}

  private record Counts(long labels, long correct, long standing, long standingCorrect) {
    Counts plus(Counts other) {
      return new Counts(
          labels + other.labels,
          correct + other.correct,
          standing + other.standing,
          standingCorrect + other.standingCorrect);
    }
  }

  private record Old(String prediction, Key key, Counts counts) {}

  private final Connection connection;

  FeedbackPruning(Connection connection) {
    this.connection = connection;
  }

  /** How many were deleted. */
  int prune(Instant before, int most) throws SQLException {
    List<Old> oldest = Sql.query(connection, FeedbackPruning::old, OLDEST, before, most);
    Map<Key, Counts> sums = new LinkedHashMap<>();
    oldest.forEach(old -> sums.merge(old.key(), old.counts(), Counts::plus));
    for (Map.Entry<Key, Counts> sum : sums.entrySet()) {
      add(sum.getKey(), sum.getValue());
    }
    delete(oldest);
    return oldest.size();
  }

  private static Old old(ResultSet rows) throws SQLException {
    String predicted = rows.getString("predicted");
    long correct = rows.getString("label").equals(predicted) ? 1 : 0;
    long standing = 1 - rows.getLong("overruled");
    return new Old(
        rows.getString("prediction"),
        new Key(
            Sql.time(rows, "at").truncatedTo(ChronoUnit.HOURS),
            rows.getString("model"),
            rows.getString("version"),
            predicted,
            rows.getString("source")),
        new Counts(1, correct, standing, standing * correct));
  }

  private void add(Key key, Counts counts) throws SQLException {
    Sql.update(
        connection,
        ADD,
        key.hour(),
        key.model(),
        key.version(),
        key.label(),
        key.source(),
        counts.labels(),
        counts.correct(),
        counts.standing(),
        counts.standingCorrect());
  }

  private void delete(List<Old> oldest) throws SQLException {
    if (oldest.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
      for (Old old : oldest) {
        Sql.bind(statement, old.prediction(), old.key().source());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }
}
