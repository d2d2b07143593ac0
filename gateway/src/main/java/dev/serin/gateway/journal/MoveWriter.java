package dev.serin.gateway.journal;

import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Mandate;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.RolloutStore.SightingId;
import dev.serin.gateway.rollout.RolloutStore.Stable;
import dev.serin.gateway.rollout.RolloutStore.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/**
 * Writes one move of a rollout, in the transaction that {@code connection} is in.
 *
 * <p>The last entry may be written again by the process that wrote it, and then takes all that came
 * of it before along. An entry of another process is never touched: two gateways would be driving
 * one rollout. A connection that breaks during a commit does not tell whether it was done; {@link
 * #isKept} does.
 *
 * <p>Where gateways share the journal, the lease is looked at in the same transaction, and locked
 * until its end: nobody can take it over before what it entitled to is kept.
 */
final class MoveWriter {
  private static final String ROW =
      """
      INSERT INTO rollout (id, model, plan, started, phase, state, ended, revision)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET
        model = excluded.model, plan = excluded.plan, started = excluded.started,
        phase = excluded.phase, state = excluded.state, ended = excluded.ended,
        revision = excluded.revision
      """;

  private static final String ENTRY =
      """
      INSERT INTO entry (rollout, seq, at, body, writer, term) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (rollout, seq) DO UPDATE SET
        at = excluded.at, body = excluded.body, term = excluded.term
      WHERE entry.writer = excluded.writer
      """;

  private static final String STABLE =
      """
      INSERT INTO stable (number, model, version, declared, rollout, entry)
      SELECT COALESCE(MAX(number), 0) + 1, ?, ?, ?, ?, ? FROM stable
      """;

  private final Connection connection;
  private final String writer;
  private final Mandate mandate;

  MoveWriter(Connection connection, String writer, Mandate mandate) {
    this.connection = connection;
    this.writer = writer;
    this.mandate = mandate;
  }

  /**
   * @throws dev.serin.gateway.fleet.FencedException where the lease is not held any more
   * @throws JournalException where the entry is not the last one or the one after it
   */
  void write(Write write) throws SQLException {
    Row row = write.row();
    Entry entry = write.entry();
    long seq = entry == null ? 0 : entry.seq();
    row(row, mandate.term() == 0 ? 0 : Lease.fence(connection, writer, mandate.term()));
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
    taken(row);
  }

  /**
   * Whether this process wrote the entry before. The lock on the lease is waited for, which the
   * transaction that wrote it had until it was over.
   *
   * @throws dev.serin.gateway.fleet.FencedException where the lease is not held any more
   */
  boolean isKept(Write write) throws SQLException {
    if (mandate.term() != 0) {
      Lease.fence(connection, writer, mandate.term());
    }
    Entry entry = Objects.requireNonNull(write.entry(), "only entries are asked for");
    return !Sql.query(
            connection,
            rows -> true,
            "SELECT 1 FROM entry WHERE rollout = ? AND seq = ? AND writer = ?",
            write.row().id(),
            entry.seq(),
            writer)
        .isEmpty();
  }

  private void row(Row row, long revision) throws SQLException {
    Sql.update(
        connection,
        ROW,
        row.id(),
        row.model(),
        row.plan(),
        row.started(),
        row.phase(),
        row.state(),
        row.ended(),
        revision);
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
    if (Sql.update(
            connection,
            ENTRY,
            rollout,
            entry.seq(),
            entry.at(),
            entry.body(),
            writer,
            mandate.term())
        == 0) {
      throw JournalException.conflict(
          "entry %d of rollout %s was written by another process: gateways can share a journal in PostgreSQL only"
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

  /** What is in the entry is not told again; of a rollout that is over nothing is. */
  private void taken(Row row) throws SQLException {
    if (row.ended() != null) {
      Sql.update(connection, "DELETE FROM sighting WHERE rollout = ?", row.id());
      Sql.update(connection, "DELETE FROM sent WHERE rollout = ?", row.id());
      return;
    }
    for (SightingId id : mandate.taken()) {
      Sql.update(
          connection,
          "DELETE FROM sighting WHERE rollout = ? AND gateway = ? AND seq = ?",
          row.id(),
          id.gateway(),
          id.seq());
    }
  }
}
