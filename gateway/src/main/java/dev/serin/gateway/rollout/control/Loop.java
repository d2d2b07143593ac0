package dev.serin.gateway.rollout.control;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Where a controller works: one thread at a time for its state, other threads for its sums. */
public interface Loop {
  /** Runs {@code task} where the state is. */
  void run(Runnable task);

  /** Does sums elsewhere; the future may complete anywhere. */
  <T> Future<T> compute(Callable<T> work);

  /**
   * Runs {@code task} again and again where the state is.
   *
   * @return ends that
   */
  Runnable every(Duration time, Runnable task);

  /** The same outcome, told where the state is. */
  default <T> Future<T> here(Future<T> future) {
    Promise<T> promise = Promise.promise();
    future.onComplete(outcome -> run(() -> promise.handle(outcome)));
    return promise.future();
  }

  /** On one context of Vert.x, with the sums on {@code pool}. */
  static Loop of(Vertx vertx, Context context, WorkerExecutor pool) {
    return new Loop() {
      @Override
      public void run(Runnable task) {
        context.runOnContext(now -> task.run());
      }

      @Override
      public <T> Future<T> compute(Callable<T> work) {
        return pool.executeBlocking(work, false);
      }

      @Override
      public Runnable every(Duration time, Runnable task) {
        long timer = vertx.setPeriodic(time.toMillis(), tick -> run(task));
        return () -> vertx.cancelTimer(timer);
      }
    };
  }
}
