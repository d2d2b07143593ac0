package dev.serin.gateway.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Reads what is committed, each job for itself. */
final class ReadSession extends Session {
  ReadSession(Database database, LongSupplier nanoTime, JournalMeters meters) {
    super(database, nanoTime, meters);
  }

  @Override
  Connection connect() throws SQLException {
    return database().connectToRead();
  }

  @Override
  List<Job<?>> kept(List<Job<?>> batch, Connection connection) throws SQLException {
    List<Job<?>> done = new ArrayList<>();
    for (Job<?> job : batch) {
      if (isLate(job)) {
        fail(job, late());
        continue;
      }
      try {
        job.run(connection);
        done.add(job);
      } catch (JournalException e) {
        fail(job, e);
      }
    }
    return done;
  }
}
