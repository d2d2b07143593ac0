package dev.serin.worker.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Hands batches of jobs to lanes. Each queue gathers the jobs of one kind; the lanes are shared,
 * and a free lane takes the ripe queue whose first job has waited longest.
 *
 * <p>A queue is ripe when a batch is full, when its first job has waited for the delay, or when no
 * further job is on its way: a place is reserved before a job's input is made, so the queue knows
 * what is coming, and a lone job never waits for company that will not come.
 *
 * <p>Thread-safe. Never blocks; jobs run on the lanes' executors only.
 */
public final class Dispatcher {
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Executor> freeLanes;
  private final List<BatchQueue<?>> queues = new ArrayList<>();
  private final Timer timer;
  private final LongSupplier nanoTime;

  /**
   * @param lanes one executor for each batch that may run at the same time
   * @param nanoTime a clock like {@link System#nanoTime()}
   */
  public Dispatcher(Collection<? extends Executor> lanes, Timer timer, LongSupplier nanoTime) {
    if (lanes.isEmpty()) {
      throw new IllegalArgumentException("a dispatcher needs a lane");
    }
    this.freeLanes = new ArrayDeque<>(lanes);
    this.timer = timer;
    this.nanoTime = nanoTime;
  }

  /**
   * Opens a queue.
   *
   * @param runner runs one batch, on a lane, in the order of submission; answers its jobs itself,
   *     failures included
   */
  public <J> BatchQueue<J> open(BatchLimits limits, Consumer<List<J>> runner) {
    BatchQueue<J> queue = new BatchQueue<>(this, limits, runner);
    locked(() -> queues.add(queue));
    return queue;
  }

  /** Queues that are not finished: what the dispatcher looks through for the next batch. */
  int openQueues() {
    return locked(queues::size);
  }

  /** Makes {@code change} to the queues' state, then starts what has become ripe. */
  void update(Runnable change) {
    List<Runnable> starts =
        locked(
            () -> {
              change.run();
              List<Runnable> ripe = startRipe();
              queues.removeIf(BatchQueue::isFinished);
              awaitRipening();
              return ripe;
            });
    // Outside the lock: an executor may run its task at once.
    starts.forEach(Runnable::run);
  }

  <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  long now() {
    return nanoTime.getAsLong();
  }

  private List<Runnable> startRipe() {
    List<Runnable> starts = new ArrayList<>();
    while (!freeLanes.isEmpty()) {
      Optional<BatchQueue<?>> ripe = longestWaiting();
      if (ripe.isEmpty()) {
        break;
      }
      Executor lane = freeLanes.remove();
      Runnable batch = ripe.get().takeBatch();
      starts.add(() -> lane.execute(() -> runOn(lane, batch)));
    }
    return starts;
  }

  private void runOn(Executor lane, Runnable batch) {
    try {
      batch.run();
    } finally {
      update(() -> freeLanes.add(lane));
    }
  }

  private Optional<BatchQueue<?>> longestWaiting() {
    long now = now();
    Optional<BatchQueue<?>> longest = Optional.empty();
    for (BatchQueue<?> queue : queues) {
      if (queue.isRipe(now)
          && longest.map(l -> queue.firstSince() - l.firstSince() < 0).orElse(true)) {
        longest = Optional.of(queue);
      }
    }
    return longest;
  }

  /** A job that stays in its queue with a lane free is waiting for company: look again in time. */
  private void awaitRipening() {
    if (freeLanes.isEmpty()) {
      return;
    }
    long now = now();
    queues.stream()
        .filter(BatchQueue::mustArm)
        .min(Comparator.comparingLong(queue -> queue.ripeAt() - now))
        .ifPresent(
            queue -> {
              queue.armed();
              timer.after(
                  Duration.ofNanos(Math.max(0, queue.ripeAt() - now)), () -> update(() -> {}));
            });
  }
}
