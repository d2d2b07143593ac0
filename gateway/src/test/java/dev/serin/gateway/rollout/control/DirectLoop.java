package dev.serin.gateway.rollout.control;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Everything at once on the calling thread; time passes when the test says so. */
final class DirectLoop implements Loop {
  private final List<Runnable> timers = new ArrayList<>();

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
    timers.add(task);
    return () -> timers.remove(task);
  }

  /** Everything that is done again and again, once. */
  void tick() {
    List.copyOf(timers).forEach(Runnable::run);
  }
}
