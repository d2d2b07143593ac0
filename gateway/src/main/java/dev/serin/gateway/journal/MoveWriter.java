package dev.serin.gateway.journal;

import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.RolloutStore.Stable;
import dev.serin.gateway.rollout.RolloutStore.Write;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Writes one move of a rollout, in the transaction that {@code connection} is in.
 *
 * <p>The last entry may be written again by the process that wrote it, and then takes all that came
 * of it before along: a connection that breaks during a commit does not tell whether it was done,
 * so whoever was told "failed" writes that entry once more, perhaps with more in it. An entry of
 * another process is never touched: two gateways would be driving one rollout.
 */
final class MoveWriter {
  private static final String ROW =
      """
      INSERT INTO rollout (id, model, plan, started, phase, state, ended)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET
        model = excluded.model, plan = excluded.plan, started = excluded.started,
        phase = excluded.phase, state = excluded.state, ended = excluded.ended
      """;

  private static final String ENTRY =
      """
      INSERT INTO entry (rollout, seq, at, body, writer) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (rollout, seq) DO UPDATE SET at = excluded.at, body = excluded.body
      WHERE entry.writer = excluded.writer
      """;

  private static final String STABLE =
      """
      INSERT INTO stable (number, model, version, declared, rollout, entry)
      SELECT COALESCE(MAX(number), 0) + 1, ?, ?, ?, ?, ? FROM stable
      """;

  private final Connection connection;
  private final String writer;

  MoveWriter(Connection connection, String writer) {
    this.connection = connection;
    this.writer = writer;
  }

  /**
   * @throws JournalException where the entry is not the last one or the one after it
   */
  void write(Write write) throws SQLException {
    Row row = write.row();
    Entry entry = write.entry();
    long seq = entry == null ? 0 : entry.seq();
    row(row);
    long last = last(row.id());
    if (seq != last && seq != last + 1) {
      throw JournalException.conflict(
          "entry %d of rollout %s cannot follow entry %d".formatted(seq, row.id(), last), null);
    }
    if (entry != null) {
      entry(row.id(), entry);
    }
    if (seq == last) {
      forget(row.id(), seq);
    }
    consequences(write, seq);
  }

  private void row(Row row) throws SQLException {
    Sql.update(
        connection,
        ROW,
        row.id(),
        row.model(),
        row.plan(),
        row.started(),
        row.phase(),
        row.state(),
        row.ended());
  }

  private long last(String rollout) throws SQLException {
    return Sql.query(
            connection,
            rows -> rows.getLong(1),
            "SELECT COALESCE(MAX(seq), 0) FROM entry WHERE rollout = ?",
            rollout)
        .get(0);
  }

  private void entry(String rollout, Entry entry) throws SQLException {
    if (Sql.update(connection, ENTRY, rollout, entry.seq(), entry.at(), entry.body(), writer)
        == 0) {
      throw JournalException.conflict(
          "entry %d of rollout %s was written by another process: only one gateway may use a journal"
              .formatted(entry.seq(), rollout),
          null);
    }
  }

  private void forget(String rollout, long seq) throws SQLException {
    Sql.update(connection, "DELETE FROM event WHERE rollout = ? AND entry = ?", rollout, seq);
    Sql.update(connection, "DELETE FROM pair WHERE rollout = ? AND entry = ?", rollout, seq);
    Sql.update(connection, "DELETE FROM stable WHERE rollout = ? AND entry = ?", rollout, seq);
  }

  private void consequences(Write write, long seq) throws SQLException {
    String rollout = write.row().id();
    Event event = write.event();
    if (event != null) {
      Sql.update(
          connection,
          "INSERT INTO event (rollout, seq, entry, at, actor, body) VALUES (?, ?, ?, ?, ?, ?)",
          rollout,
          event.seq(),
          seq,
          event.at(),
          event.actor(),
          event.body());
    }
    for (String image : write.pairs()) {
      Sql.update(
          connection,
          "INSERT INTO pair (rollout, image, entry) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
          rollout,
          image,
          seq);
    }
    Stable stable = write.stable();
    if (stable != null) {
      Sql.update(
          connection, STABLE, stable.model(), stable.version(), stable.declared(), rollout, seq);
    }
  }
}
