package dev.serin.gateway.journal;

import dev.serin.gateway.config.FeedbackConfig.Evidence;
import dev.serin.gateway.rollout.RolloutStore;
import io.vertx.core.Future;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rollouts; what a move changes is in {@link MoveWriter}. */
final class SqlRolloutStore implements RolloutStore {
  private static final String COLUMNS = "id, model, plan, started, phase, state, ended";

  private static final String STABLES =
      """
      SELECT model, version, declared FROM stable AS word
      WHERE number = (SELECT MAX(number) FROM stable WHERE stable.model = word.model)
      ORDER BY model
      """;

  private static final String UNPAIRED =
      """
      SELECT image, label, prediction FROM (
        SELECT image, label, prediction, at,
          ROW_NUMBER() OVER (
            PARTITION BY image
            ORDER BY CASE source WHEN 'caller' THEN 1 ELSE 0 END, at, prediction) AS place
        FROM feedback
        WHERE source IN ('trusted', ?) AND model = ? AND at >= ? AND NOT EXISTS (
          SELECT 1 FROM pair WHERE pair.rollout = ? AND pair.image = feedback.image)
      ) AS labels
      WHERE place = 1 ORDER BY at, image LIMIT ?
      """;

  private static final String UNCOUNTED =
      """
      SELECT COUNT(*) FROM (
        SELECT 1 FROM feedback
        WHERE source = 'caller' AND model = ? AND at >= ? AND at < ? LIMIT ?
      ) AS labels
      """;

  /** Changes nothing where it was sent before, or the rollout is over. */
  private static final String SENT =
      """
      INSERT INTO sent (rollout, gateway, seq)
      SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM rollout WHERE id = ? AND ended IS NULL)
      ON CONFLICT (rollout, gateway) DO UPDATE SET seq = excluded.seq
      WHERE sent.seq < excluded.seq
      """;

  private final Lane writes;
  private final Lane reads;
  private final String writer;
  private final Evidence evidence;

  /**
   * @param writer names this process
   * @param evidence whose labels count
   */
  SqlRolloutStore(Lane writes, Lane reads, String writer, Evidence evidence) {
    this.writes = writes;
    this.reads = reads;
    this.writer = writer;
    this.evidence = evidence;
  }

  @Override
  public Future<Void> write(Write write, Mandate mandate) {
    return writes.submit(
        connection -> {
          new MoveWriter(connection, writer, mandate).write(write);
          return null;
        });
  }

  @Override
  public Future<Boolean> isKept(Write write, Mandate mandate) {
    return writes.submit(connection -> new MoveWriter(connection, writer, mandate).isKept(write));
  }

  @Override
  public Future<List<Row>> changed(long revision) {
    return reads.submit(
        connection ->
            Sql.query(
                connection,
                SqlRolloutStore::row,
                "SELECT " + COLUMNS + " FROM rollout WHERE revision > ? ORDER BY revision",
                revision));
  }

  @Override
  public Future<Void> tell(String rollout, long seq, String body) {
    return writes.submit(
        connection -> {
          if (Sql.update(connection, SENT, rollout, writer, seq, rollout) > 0) {
            Sql.update(
                connection,
                "INSERT INTO sighting (rollout, gateway, seq, body) VALUES (?, ?, ?, ?)",
                rollout,
                writer,
                seq,
                body);
          }
          return null;
        });
  }

  @Override
  public Future<List<Sighting>> sightings(String rollout, int limit) {
    return reads.submit(
        connection ->
            Sql.query(
                connection,
                rows ->
                    new Sighting(
                        new SightingId(rows.getString("gateway"), rows.getLong("seq")),
                        rows.getString("body")),
                "SELECT gateway, seq, body FROM sighting WHERE rollout = ? ORDER BY gateway, seq LIMIT ?",
                rollout,
                limit));
  }

  @Override
  public Future<List<Row>> list(int limit) {
    return reads.submit(
        connection ->
            Sql.query(
                connection,
                SqlRolloutStore::row,
                "SELECT " + COLUMNS + " FROM rollout ORDER BY started DESC, id DESC LIMIT ?",
                limit));
  }

  @Override
  public Future<Optional<Row>> find(String id) {
    return reads.submit(
        connection ->
            Sql.query(
                    connection,
                    SqlRolloutStore::row,
                    "SELECT " + COLUMNS + " FROM rollout WHERE id = ?",
                    id)
                .stream()
                .findFirst());
  }

  @Override
  public Future<List<Entry>> entries(String id, long after, int limit) {
    return reads.submit(
        connection ->
            Sql.query(
                connection,
                rows ->
                    new Entry(rows.getLong("seq"), Sql.time(rows, "at"), rows.getString("body")),
                "SELECT seq, at, body FROM entry WHERE rollout = ? AND seq > ? ORDER BY seq LIMIT ?",
                id,
                after,
                limit));
  }

  @Override
  public Future<List<Event>> events(String id, long after, int limit) {
    return reads.submit(
        connection ->
            Sql.query(
                connection,
                rows ->
                    new Event(
                        rows.getLong("seq"),
                        Sql.time(rows, "at"),
                        rows.getString("actor"),
                        rows.getString("body")),
                "SELECT seq, at, actor, body FROM event WHERE rollout = ? AND seq > ? ORDER BY seq LIMIT ?",
                id,
                after,
                limit));
  }

  @Override
  public Future<List<Stable>> stables() {
    return reads.submit(
        connection ->
            Sql.query(
                connection,
                rows ->
                    new Stable(
                        rows.getString("model"),
                        rows.getString("version"),
                        rows.getString("declared")),
                STABLES));
  }

  @Override
  public Future<List<Label>> unpaired(String rollout, String model, Instant from, int limit) {
    return reads.submit(
        connection ->
            Sql.query(
                connection,
                rows ->
                    new Label(
                        rows.getString("image"),
                        rows.getString("label"),
                        rows.getString("prediction")),
                UNPAIRED,
                evidence == Evidence.ALL ? "caller" : "trusted",
                model,
                from,
                rollout,
                limit));
  }

  @Override
  public Future<Long> uncounted(String model, Instant from, Instant to, int limit) {
    return evidence == Evidence.ALL
        ? Future.succeededFuture(0L)
        : reads.submit(
            connection ->
                Sql.query(connection, rows -> rows.getLong(1), UNCOUNTED, model, from, to, limit)
                    .get(0));
  }

  private static Row row(ResultSet rows) throws SQLException {
    return new Row(
        rows.getString("id"),
        rows.getString("model"),
        rows.getString("plan"),
        Sql.time(rows, "started"),
        rows.getString("phase"),
        rows.getString("state"),
        Sql.timeOrNull(rows, "ended"));
  }
}
