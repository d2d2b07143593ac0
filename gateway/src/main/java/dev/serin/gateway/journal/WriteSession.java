package dev.serin.gateway.journal;

import dev.serin.gateway.fleet.FencedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: a batch is one transaction, because its price is the sync to disk at its end. Each
 * job has a savepoint, so that one that is refused does not take the others with it.
 */
final class WriteSession extends Session {
  private static final Logger log = LoggerFactory.getLogger(WriteSession.class);

  private final JournalMeters meters;

  WriteSession(Database database, LongSupplier nanoTime, JournalMeters meters) {
    super(database, nanoTime, meters);
    this.meters = meters;
  }

  @Override
  Connection connect() throws SQLException {
    return database().connectToWrite();
  }

  @Override
  List<Job<?>> kept(List<Job<?>> batch, Connection connection) throws SQLException {
    return meters.write(
        () -> {
          // Not by setAutoCommit: SQLite's driver begins the next transaction at each commit, and
          // with it takes the lock for which other processes wait.
          Sql.update(connection, database().begin());
          List<Job<?>> done = done(batch, connection);
          Sql.update(connection, "COMMIT");
          return done;
        });
  }

  private List<Job<?>> done(List<Job<?>> batch, Connection connection) throws SQLException {
    List<Job<?>> done = new ArrayList<>();
    for (Job<?> job : batch) {
      if (isLate(job)) {
        fail(job, late());
      } else if (isDone(job, connection)) {
        done.add(job);
      }
    }
    return done;
  }

  private boolean isDone(Job<?> job, Connection connection) throws SQLException {
    Sql.update(connection, "SAVEPOINT job");
    try {
      job.run(connection);
      Sql.update(connection, "RELEASE SAVEPOINT job");
      return true;
    } catch (FencedException e) {
      Sql.update(connection, "ROLLBACK TO SAVEPOINT job");
      log.warn("The journal kept nothing of a move: {}", e.getMessage());
      job.fail(e);
    } catch (JournalException e) {
      refuse(job, e, connection);
    } catch (SQLException e) {
      if (!database().isRefusal(e)) {
        throw e;
      }
      refuse(job, refusal(e), connection);
    }
    return false;
  }

  private void refuse(Job<?> job, JournalException e, Connection connection) throws SQLException {
    Sql.update(connection, "ROLLBACK TO SAVEPOINT job");
    log.error("The journal refused to keep something: {}", e.getMessage(), e.getCause());
    fail(job, e);
  }

  private JournalException refusal(SQLException e) {
    return JournalException.conflict(
        database().name() + " refused the values: " + e.getMessage(), e);
  }

  @Override
  void finish(Connection last) throws SQLException {
    database().finish(last);
  }
}
