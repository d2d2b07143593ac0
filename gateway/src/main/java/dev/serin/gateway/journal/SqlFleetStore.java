package dev.serin.gateway.journal;

import dev.serin.gateway.fleet.Beat;
import dev.serin.gateway.fleet.FleetStore;
import dev.serin.gateway.fleet.Notice;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** Gateways that meet in PostgreSQL. */
final class SqlFleetStore implements FleetStore {
  /** A gateway that was away for longer has lost what its caches held by their age. */
  private static final Duration KEPT = Duration.ofDays(30);

  private static final String NOTICES =
      """
      SELECT number, %s - at AS age, gateway, kind, body FROM notice
      WHERE number > ? ORDER BY number LIMIT ?
      """
          .formatted(Lease.NOW);

  private final Lane writes;
  private final Lane reads;
  private final String gateway;

  /**
   * @param gateway names this process
   */
  SqlFleetStore(Lane writes, Lane reads, String gateway) {
    this.writes = writes;
    this.reads = reads;
    this.gateway = gateway;
  }

  @Override
  public Future<Beat> beat(Duration lease) {
    return writes.submit(connection -> Lease.beat(connection, gateway, lease));
  }

  @Override
  public Future<Void> release() {
    return writes.submit(
        connection -> {
          Lease.release(connection, gateway);
          return null;
        });
  }

  @Override
  public Future<Void> publish(String kind, String body) {
    return writes.submit(
        connection -> {
          Sql.update(
              connection,
              "INSERT INTO notice (number, at, gateway, kind, body) VALUES (?, "
                  + Lease.NOW
                  + ", ?, ?, ?)",
              Lease.raise(connection),
              gateway,
              kind,
              body);
          Sql.update(
              connection, "DELETE FROM notice WHERE at < " + Lease.NOW + " - ?", KEPT.toMillis());
          return null;
        });
  }

  @Override
  public Future<List<Notice>> notices(long after, int limit) {
    return reads.submit(
        connection ->
            Sql.query(
                connection,
                rows ->
                    new Notice(
                        rows.getLong("number"),
                        Duration.ofMillis(rows.getLong("age")),
                        rows.getString("gateway").equals(gateway),
                        rows.getString("kind"),
                        rows.getString("body")),
                NOTICES,
                after,
                limit));
  }
}
