package dev.serin.gateway.journal;

import dev.serin.gateway.usage.LabelCounts;
import dev.serin.gateway.usage.UsageCounts;
import dev.serin.gateway.usage.UsageKey;
import dev.serin.gateway.usage.UsageRow;
import dev.serin.gateway.usage.UsageStore;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Usage by hour, model, version and label; feedback counts in the hour in which it was given. */
final class SqlUsageStore implements UsageStore {
  /** Most rows of one answer: about four days of ten versions with a hundred labels each. */
  private static final int ROWS_MAX = 100_000;

  private static final String ADD =
      """
      INSERT INTO usage (hour, model, version, label, requests, errors, cached, confidence)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (hour, model, version, label) DO UPDATE SET
        requests = usage.requests + excluded.requests,
        errors = usage.errors + excluded.errors,
        cached = usage.cached + excluded.cached,
        confidence = usage.confidence + excluded.confidence
      """;

  /** Feedback that became too old is in feedback_hour, and only there. */
  private static final String READ =
      """
      SELECT hour, model, version, label, SUM(requests) AS requests, SUM(errors) AS errors,
        SUM(cached) AS cached, SUM(confidence) AS confidence,
        SUM(standing) AS feedback, SUM(standing_correct) AS correct,
        SUM(CASE source WHEN 'trusted' THEN labels ELSE 0 END) AS trusted,
        SUM(CASE source WHEN 'trusted' THEN correct ELSE 0 END) AS trusted_correct,
        SUM(CASE source WHEN 'caller' THEN labels ELSE 0 END) AS caller,
        SUM(CASE source WHEN 'caller' THEN correct ELSE 0 END) AS caller_correct
      FROM (
        SELECT hour, model, version, label, requests, errors, cached, confidence,
          '' AS source, 0 AS labels, 0 AS correct, 0 AS standing, 0 AS standing_correct
        FROM usage WHERE hour >= ? AND hour < ?
        UNION ALL
        SELECT at - at % 3600000, model, version, predicted, 0, 0, 0,
          CAST(0 AS DOUBLE PRECISION), source, 1, CASE WHEN label = predicted THEN 1 ELSE 0 END,
          1 - overruled, CASE WHEN label = predicted THEN 1 - overruled ELSE 0 END
        FROM feedback WHERE at >= ? AND at < ?
        UNION ALL
        SELECT hour, model, version, label, 0, 0, 0,
          CAST(0 AS DOUBLE PRECISION), source, labels, correct, standing, standing_correct
        FROM feedback_hour WHERE hour >= ? AND hour < ?
      ) AS counted
      GROUP BY hour, model, version, label
      ORDER BY hour, model, version, label
      LIMIT ?
      """;

  private final Lane writes;
  private final Lane reads;

  SqlUsageStore(Lane writes, Lane reads) {
    this.writes = writes;
    this.reads = reads;
  }

  @Override
  public Future<Void> add(Map<UsageKey, UsageCounts> counts) {
    Map<UsageKey, UsageCounts> copy = Map.copyOf(counts);
    if (copy.isEmpty()) {
      return Future.succeededFuture();
    }
    return writes.submit(
        connection -> {
          for (Map.Entry<UsageKey, UsageCounts> one : copy.entrySet()) {
            add(connection, one.getKey(), one.getValue());
          }
          return null;
        });
  }

  private static void add(Connection connection, UsageKey key, UsageCounts counts)
      throws SQLException {
    String label = key.label();
    Sql.update(
        connection,
        ADD,
        key.hour(),
        key.model(),
        key.version(),
        label == null ? "" : label,
        counts.requests(),
        counts.errors(),
        counts.cached(),
        counts.confidence());
  }

  @Override
  public Future<List<UsageRow>> read(Instant from, Instant to) {
    Instant first = nextHour(from);
    Instant end = nextHour(to);
    return reads.submit(
        connection -> {
          List<UsageRow> rows =
              Sql.query(
                  connection,
                  SqlUsageStore::row,
                  READ,
                  first,
                  end,
                  first,
                  end,
                  first,
                  end,
                  ROWS_MAX + 1);
          if (rows.size() > ROWS_MAX) {
            throw JournalException.tooMuch(
                "there are more than %d lines of usage in that time: ask for less of it"
                    .formatted(ROWS_MAX));
          }
          return rows;
        });
  }

  /** The first hour that does not begin before {@code time}. */
  private static Instant nextHour(Instant time) {
    Instant hour = time.truncatedTo(ChronoUnit.HOURS);
    return hour.equals(time) ? hour : hour.plus(1, ChronoUnit.HOURS);
  }

  private static UsageRow row(ResultSet rows) throws SQLException {
    String label = rows.getString("label");
    return new UsageRow(
        new UsageKey(
            Sql.time(rows, "hour"),
            rows.getString("model"),
            rows.getString("version"),
            label.isEmpty() ? null : label),
        new UsageCounts(
            rows.getLong("requests"),
            rows.getLong("errors"),
            rows.getLong("cached"),
            rows.getDouble("confidence")),
        labels(rows, "feedback", "correct"),
        labels(rows, "trusted", "trusted_correct"),
        labels(rows, "caller", "caller_correct"));
  }

  private static LabelCounts labels(ResultSet rows, String labels, String correct)
      throws SQLException {
    return new LabelCounts(rows.getLong(labels), rows.getLong(correct));
  }
}
