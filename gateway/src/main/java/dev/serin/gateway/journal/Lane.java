package dev.serin.gateway.journal;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * A bounded queue of jobs in front of one session. There is no timer: whatever waits when a batch
 * is done is the next batch.
 */
final class Lane {
  /**
   * @param queue most jobs that wait
   * @param batch most jobs of one run
   * @param timeoutNs how long a job may wait before it fails
   */
  record Limits(int queue, int batch, long timeoutNs) {}

  private final Vertx vertx;
  private final WorkerExecutor pool;
  private final Session session;
  private final Limits limits;
  private final LongSupplier nanoTime;
  private final Promise<Void> ended = Promise.promise();
  private final Queue<Job<?>> waiting = new ArrayDeque<>();
  private boolean running;
  private boolean closed;

  Lane(Vertx vertx, WorkerExecutor pool, Session session, Limits limits, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.pool = pool;
    this.session = session;
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  /**
   * Does {@code work} on the pool. The future completes, on the caller's context, once it is kept;
   * it fails with a {@link JournalException}, at once where the queue is full.
   */
  <T> Future<T> submit(Job.Work<T> work) {
    Job<T> job = new Job<>(work, nanoTime.getAsLong() + limits.timeoutNs());
    boolean start;
    synchronized (this) {
      if (closed) {
        return Future.failedFuture(JournalException.closed());
      }
      if (waiting.size() >= limits.queue()) {
        return Future.failedFuture(
            JournalException.overloaded(
                "journal.queue is full: %d wait already".formatted(limits.queue())));
      }
      waiting.add(job);
      start = !running;
      running = true;
    }
    if (start) {
      turn();
    }
    return Future.fromCompletionStage(job.promise(), vertx.getOrCreateContext());
  }

  synchronized int waiting() {
    return waiting.size();
  }

  /** Completes once all that waits is done and the connection is closed. */
  Future<Void> close() {
    boolean start;
    synchronized (this) {
      start = !closed && !running;
      closed = true;
      running = true;
    }
    if (start) {
      turn();
    }
    return ended.future();
  }

  /** One batch a turn, so that the pool's meters and watchdog see batches. */
  private void turn() {
    pool.<Void>executeBlocking(
            () -> {
              session.run(take());
              return null;
            },
            false)
        .onComplete(done -> next(), this::abandon);
  }

  private synchronized List<Job<?>> take() {
    List<Job<?>> batch = new ArrayList<>();
    while (batch.size() < limits.batch() && !waiting.isEmpty()) {
      batch.add(waiting.remove());
    }
    return batch;
  }

  private void next() {
    boolean more;
    boolean end;
    synchronized (this) {
      more = !waiting.isEmpty();
      end = !more && closed;
      running = more || end;
    }
    if (more) {
      turn();
    } else if (end) {
      pool.executeBlocking(
              () -> {
                session.close();
                return null;
              },
              false)
          .onComplete(done -> ended.tryComplete());
    }
  }

  /** The pool takes nothing any more: Vert.x was closed before the journal. */
  private void abandon(Throwable cause) {
    List<Job<?>> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(waiting);
      waiting.clear();
    }
    left.forEach(job -> job.fail(JournalException.closed()));
    ended.tryComplete();
  }
}
