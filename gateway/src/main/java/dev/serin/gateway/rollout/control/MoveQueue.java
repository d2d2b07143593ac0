package dev.serin.gateway.rollout.control;

import static dev.serin.gateway.error.ProblemCode.OVERLOADED;

import dev.serin.gateway.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** Does one move after the other, each to its end. To be used on one thread. */
final class MoveQueue {
  private final int limit;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean busy;

  /**
   * @param limit moves that may wait
   */
  MoveQueue(int limit) {
    this.limit = limit;
  }

  /** Does {@code move} after all that waits. */
  <T> Future<T> last(Supplier<Future<T>> move) {
    return add(move, false);
  }

  /** Does {@code move} before all that waits. */
  <T> Future<T> first(Supplier<Future<T>> move) {
    return add(move, true);
  }

  private <T> Future<T> add(Supplier<Future<T>> move, boolean first) {
    if (waiting.size() >= limit) {
      return Future.failedFuture(
          new Problem(OVERLOADED, "too many commands are waiting", true).exception());
    }
    Promise<T> promise = Promise.promise();
    Runnable task = () -> run(move, promise);
    if (first) {
      waiting.addFirst(task);
    } else {
      waiting.addLast(task);
    }
    next();
    return promise.future();
  }

  private void next() {
    if (!busy && !waiting.isEmpty()) {
      busy = true;
      waiting.removeFirst().run();
    }
  }

  private <T> void run(Supplier<Future<T>> move, Promise<T> promise) {
    Future<T> done;
    try {
      done = move.get();
    } catch (RuntimeException e) {
      done = Future.failedFuture(e);
    }
    done.onComplete(
        outcome -> {
          busy = false;
          promise.handle(outcome);
          next();
        });
  }
}
