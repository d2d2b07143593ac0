package dev.serin.gateway.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;

/** Brings a database to this program's schema. */
final class Migration {
  /** The newest of {@code db/migration}. */
  static final String NEWEST = "4";

  private static final String HISTORY =
      "SELECT version, success FROM flyway_schema_history ORDER BY installed_rank";

  private Migration() {}

  /**
   * Blocks.
   *
   * @throws JournalException where it cannot be brought there
   */
  static void run(Database database) {
    if (isCurrent(database)) {
      return;
    }
    try {
      Flyway flyway =
          Flyway.configure()
              .dataSource(database.source())
              .locations("classpath:db/migration")
              .load();
      refuseNewer(database, flyway.info());
      flyway.migrate();
    } catch (FlywayException e) {
      throw JournalException.unavailable(
          "The journal (%s) cannot be opened: %s. Please %s."
              .formatted(database.name(), reason(e), database.advice()),
          e);
    }
  }

  /**
   * Whether there is nothing to do: to ask Flyway takes a tenth of a start. Where this cannot be
   * told, Flyway says why.
   */
  private static boolean isCurrent(Database database) {
    try (Connection connection = database.source().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(HISTORY)) {
      boolean good = true;
      String last = "";
      while (rows.next()) {
        good &= rows.getBoolean("success");
        last = rows.getString("version");
      }
      return good && NEWEST.equals(last);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Flyway itself would go on, with statements of today on a schema of tomorrow. */
  private static void refuseNewer(Database database, MigrationInfoService info) {
    MigrationVersion known = MigrationVersion.EMPTY;
    for (MigrationInfo migration : info.all()) {
      if (migration.getState().isResolved() && migration.getVersion().isNewerThan(known)) {
        known = migration.getVersion();
      }
    }
    MigrationInfo current = info.current();
    if (current != null && current.getVersion().isNewerThan(known)) {
      throw JournalException.unavailable(
          "The journal (%s) has schema %s, and this Serin knows schemas up to %s: start the newer Serin that wrote it, or name another journal."
              .formatted(database.name(), current.getVersion(), known),
          null);
    }
  }

  /** The innermost cause: Flyway wraps it in a page of advice. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("").strip();
  }
}
