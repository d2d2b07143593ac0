package dev.serin.gateway.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is opened when it is needed and thrown away when it fails, so that the journal
 * comes back by itself when the database does. Used by one thread at a time.
 */
abstract class Session {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /** After this rest a connection is tried before it is trusted. */
  private static final long REST_NS = TimeUnit.SECONDS.toNanos(1);

  private static final int TRIAL_S = 1;

  private final Database database;
  private final LongSupplier nanoTime;
  private final JournalMeters meters;
  private @Nullable Connection connection;
  private long used;
  private boolean down;

  Session(Database database, LongSupplier nanoTime, JournalMeters meters) {
    this.database = database;
    this.nanoTime = nanoTime;
    this.meters = meters;
  }

  /** Runs all of {@code batch}, and tells each job what came of it. Never throws. */
  final void run(List<Job<?>> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      List<Job<?>> kept = kept(batch, open());
      used = nanoTime.getAsLong();
      isUp();
      kept.forEach(Job::succeed);
    } catch (SQLException | RuntimeException | Error e) {
      // Errors too: whoever waits must be told.
      discard();
      isDown(e);
      batch.forEach(job -> fail(job, unavailable(e)));
    }
  }

  /**
   * The jobs whose work is done and kept; the others have failed.
   *
   * @throws SQLException where the connection is to be thrown away, and nothing was kept
   */
  abstract List<Job<?>> kept(List<Job<?>> batch, Connection connection) throws SQLException;

  /** A connection of the kind that this session uses. */
  abstract Connection connect() throws SQLException;

  final Database database() {
    return database;
  }

  final boolean isLate(Job<?> job) {
    return job.isLate(nanoTime.getAsLong());
  }

  final void fail(Job<?> job, JournalException cause) {
    if (!job.promise().isDone()) {
      meters.failed();
      job.fail(cause);
    }
  }

  final JournalException late() {
    return JournalException.unavailable(
        database.name() + " was too slow: this waited longer than journal.timeout", null);
  }

  /** Closes the connection in good order; the next batch opens another one. */
  final void close() {
    Connection last = connection;
    if (last != null) {
      try {
        finish(last);
      } catch (SQLException e) {
        log.warn("The journal did not close well: {}", e.getMessage());
      }
    }
    discard();
  }

  /** What to do before the connection is closed for good. */
  void finish(Connection last) throws SQLException {}

  private Connection open() throws SQLException {
    Connection current = connection;
    if (current != null && nanoTime.getAsLong() - used > REST_NS && !current.isValid(TRIAL_S)) {
      discard();
      current = null;
    }
    if (current == null) {
      current = connect();
      connection = current;
    }
    return current;
  }

  private void discard() {
    Connection last = connection;
    connection = null;
    if (last != null) {
      try {
        last.close();
      } catch (SQLException e) {
        log.debug("A connection that is given up did not close", e);
      }
    }
  }

  private JournalException unavailable(Throwable e) {
    return JournalException.unavailable(
        database.name() + " failed: " + e.getMessage() + "; " + database.advice(), e);
  }

  // Once for each outage: a line for each request would bury what else is wrong.
  private void isDown(Throwable e) {
    if (!down) {
      down = true;
      log.error("{} failed: {}; {}", database.name(), e.getMessage(), database.advice(), e);
    }
  }

  private void isUp() {
    if (down) {
      down = false;
      log.info("{} is back", database.name());
    }
  }
}
