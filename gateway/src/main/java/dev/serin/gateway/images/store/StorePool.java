package dev.serin.gateway.images.store;

import dev.serin.gateway.admission.Permit;
import dev.serin.gateway.admission.Permits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Threads for what blocks, behind a queue that refuses rather than grows. */
final class StorePool {
  private final Vertx vertx;
  private final WorkerExecutor threads;
  private final Permits places;
  private final Duration timeout;
  private final AtomicInteger atWork = new AtomicInteger();
  private final Promise<Void> idle = Promise.promise();
  private volatile boolean closed;

  /**
   * @param name of the threads, and in their meters
   * @param queue what may wait or be at work
   * @param timeout how long a caller waits for it
   */
  StorePool(Vertx vertx, String name, int size, int queue, Duration timeout) {
    this.vertx = vertx;
    this.threads = vertx.createSharedWorkerExecutor(name, size);
    this.places = new Permits(queue);
    this.timeout = timeout;
  }

  /**
   * Does {@code work} on a thread of the pool. The stage completes there, or when the time is over;
   * it fails at once where too much waits.
   *
   * @param late takes what comes of the work when nobody waits any more
   * @param ended runs when the work itself has ended, late or not, or is not done at all
   */
  <T> CompletableFuture<T> submit(Callable<T> work, Consumer<? super T> late, Runnable ended) {
    CompletableFuture<T> done = start(work, late, ended);
    if (!done.isDone()) {
      long timer =
          vertx.setTimer(
              timeout.toMillis(),
              fired ->
                  done.completeExceptionally(
                      new TimeoutException("it takes longer than " + timeout)));
      CompletableFuture<T> unused = done.whenComplete((value, failure) -> vertx.cancelTimer(timer));
    }
    return done;
  }

  /** The same, however long it takes. */
  CompletableFuture<@Nullable Void> start(Callable<@Nullable Void> work) {
    return start(work, nothing -> {}, () -> {});
  }

  private <T> CompletableFuture<T> start(
      Callable<T> work, Consumer<? super T> late, Runnable ended) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Optional<Permit> place = places.tryAcquire();
    atWork.incrementAndGet();
    if (place.isEmpty() || closed) {
      place.ifPresent(Permit::close);
      ended.run();
      leave();
      done.completeExceptionally(
          new StoreException(closed ? "it is closed" : "too much waits already"));
      return done;
    }
    threads
        .<Void>executeBlocking(
            () -> {
              run(work, done, late);
              return null;
            },
            false)
        .onFailure(done::completeExceptionally)
        .onComplete(
            over -> {
              ended.run();
              place.get().close();
              leave();
            });
    return done;
  }

  private static <T> void run(
      Callable<T> work, CompletableFuture<T> done, Consumer<? super T> late) {
    try {
      T value = work.call();
      if (!done.complete(value)) {
        late.accept(value);
      }
    } catch (Throwable e) {
      // An Error too: whoever waits must hear of it, or waits for ever.
      done.completeExceptionally(e);
    }
  }

  private void leave() {
    if (atWork.decrementAndGet() == 0 && closed) {
      idle.tryComplete();
    }
  }

  /** What waits or is at work. */
  long load() {
    return places.inUse();
  }

  boolean isClosed() {
    return closed;
  }

  /** Takes nothing more, and ends once all that it took is done or the patience is over. */
  Future<Void> close(Duration patience) {
    closed = true;
    if (atWork.get() == 0) {
      idle.tryComplete();
    }
    return idle.future()
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .eventually(threads::close);
  }
}
