package dev.serin.gateway.journal;

import dev.serin.gateway.catalog.VersionIdentity;
import dev.serin.gateway.catalog.VersionIdentityStore;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The first word about a name counts, and is never changed. */
final class SqlVersionIdentityStore implements VersionIdentityStore {
  private static final String RECORD =
      """
      INSERT INTO version_identity (model, version, digest, since) VALUES (?, ?, ?, ?)
      ON CONFLICT (model, version) DO NOTHING
      """;

  private static final String READ =
      "SELECT model, version, digest, since FROM version_identity WHERE model = ? AND version = ?";

  private final Lane writes;

  SqlVersionIdentityStore(Lane writes) {
    this.writes = writes;
  }

  @Override
  public Future<List<VersionIdentity>> record(List<VersionIdentity> seen) {
    return writes.submit(
        connection -> {
          List<VersionIdentity> found = new ArrayList<>();
          for (VersionIdentity one : seen) {
            found.add(record(connection, one));
          }
          return found;
        });
  }

  private static VersionIdentity record(Connection connection, VersionIdentity one)
      throws SQLException {
    Sql.update(connection, RECORD, one.model(), one.version(), one.digest(), one.since());
    return Sql.query(
            connection,
            rows ->
                new VersionIdentity(
                    rows.getString("model"),
                    rows.getString("version"),
                    rows.getString("digest"),
                    Sql.time(rows, "since")),
            READ,
            one.model(),
            one.version())
        .get(0);
  }
}
