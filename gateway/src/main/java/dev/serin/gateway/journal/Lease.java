package dev.serin.gateway.journal;

import dev.serin.gateway.fleet.Beat;
import dev.serin.gateway.fleet.FencedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The one row that gateways meet at. Whoever changes it locks it until the end of the transaction,
 * so revisions become visible in their order, and a move and a change of hands exclude each other.
 * For PostgreSQL: its clock is the one that counts.
 */
final class Lease {
  /** The clock of the database, in milliseconds. */
  static final String NOW = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

  /** Kept before it is half over, not at each beat: the others need not see a new row each time. */
  private static final String HOLD =
      """
      UPDATE lease SET
        holder = ?, term = CASE WHEN holder = ? THEN term ELSE term + 1 END,
        until = %1$s + ?, revision = CASE WHEN holder = ? THEN revision ELSE revision + 1 END
      WHERE name = 'rollouts' AND (until < %1$s OR (holder = ? AND until < %1$s + ?))
      """
          .formatted(NOW);

  private static final String READ =
      "SELECT holder, term, revision FROM lease WHERE name = 'rollouts'";

  private Lease() {}

  /** Takes the lease or keeps it where it can, and reads it. */
  static Beat beat(Connection connection, String holder, Duration lease) throws SQLException {
    long millis = lease.toMillis();
    Sql.update(connection, HOLD, holder, holder, millis, holder, holder, millis / 2);
    return Sql.query(
            connection,
            rows ->
                new Beat(
                    rows.getString("holder").equals(holder),
                    rows.getLong("term"),
                    rows.getLong("revision"),
                    rows.getString("holder")),
            READ)
        .get(0);
  }

  /** Gives it up where it is held by {@code holder}. */
  static void release(Connection connection, String holder) throws SQLException {
    Sql.update(
        connection,
        "UPDATE lease SET holder = '', until = 0 WHERE name = 'rollouts' AND holder = ?",
        holder);
  }

  /**
   * Makes sure that nobody took the lease over, and that nobody does before the transaction ends.
   *
   * @return the revision of what is written
   * @throws FencedException where it is not held any more
   */
  static long fence(Connection connection, String holder, long term) throws SQLException {
    if (Sql.update(
            connection,
            "UPDATE lease SET revision = revision + 1"
                + " WHERE name = 'rollouts' AND holder = ? AND term = ?",
            holder,
            term)
        == 0) {
      throw new FencedException(term);
    }
    return revision(connection);
  }

  /**
   * Whoever looks will find that there is news.
   *
   * @return its revision
   */
  static long raise(Connection connection) throws SQLException {
    Sql.update(connection, "UPDATE lease SET revision = revision + 1 WHERE name = 'rollouts'");
    return revision(connection);
  }

  private static long revision(Connection connection) throws SQLException {
    return Sql.query(connection, rows -> rows.getLong("revision"), READ).get(0);
  }
}
