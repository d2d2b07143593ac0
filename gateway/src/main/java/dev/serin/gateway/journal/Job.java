package dev.serin.gateway.journal;

import dev.serin.gateway.error.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something to do with a connection, and somebody who waits for it. */
final class Job<T> {
  private final Work<T> work;
  private final long deadline;
  private final CompletableFuture<T> promise = new CompletableFuture<>();
  private @Nullable T result;

  /** Blocks, and may run in one transaction with other work. */
  interface Work<T> {
    @Nullable T on(Connection connection) throws SQLException;
  }

  /**
   * @param deadline when not to begin it any more, in nanoseconds of the lane's clock
   */
  Job(Work<T> work, long deadline) {
    this.work = work;
    this.deadline = deadline;
  }

  CompletableFuture<T> promise() {
    return promise;
  }

  boolean isLate(long now) {
    return now - deadline > 0;
  }

  /** Does the work; nobody is told yet, for it is not committed. */
  void run(Connection connection) throws SQLException {
    result = work.on(connection);
  }

  /** Tells that the work is done and kept. */
  void succeed() {
    promise.complete(result);
  }

  void fail(ProblemException cause) {
    promise.completeExceptionally(cause);
  }
}
