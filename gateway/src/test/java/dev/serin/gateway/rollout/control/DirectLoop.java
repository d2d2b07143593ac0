package dev.serin.gateway.rollout.control;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Everything at once on the calling thread; time passes when the test says so. */
final class DirectLoop implements Loop {
  private Runnable tick = () -> {};

  @Override
  public void run(Runnable task) {
    task.run();
  }

  @Override
  public <T> Future<T> compute(Callable<T> work) {
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public Runnable every(Duration time, Runnable task) {
    tick = task;
    return () -> tick = () -> {};
  }

  void tick() {
    tick.run();
  }
}
