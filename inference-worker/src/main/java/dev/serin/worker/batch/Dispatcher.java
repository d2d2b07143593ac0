package dev.serin.worker.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Hands batches of jobs to lanes. Each queue gathers the jobs of one kind; the lanes are shared
 * fairly, by the time that their batches take: a free lane takes the ripe queue for which the lanes
 * have done least, and of equals the one whose first job has waited longest. A flood in one queue
 * costs another no more than its fair part. This is start-time fair queueing (Goyal, Vin and Cheng,
 * 1996), charged by the measured service time and put right by what a batch really took.
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
  private final int lanes;
  private final Set<Running> running = new HashSet<>();

  /** Start of the latest batch on the virtual clock, which runs only while queues compete. */
  private long virtualNanos;

  /** A batch on a lane; told apart by identity. */
  private static final class Running {
    private final BatchQueue<?>.Batch batch;
    private final long since;

    Running(BatchQueue<?>.Batch batch, long since) {
      this.batch = batch;
      this.since = since;
    }

    long leftNanos(long now) {
      return Math.max(0, batch.chargedNanos() - (now - since));
    }
  }

  /**
   * @param lanes one executor for each batch that may run at the same time
   * @param nanoTime a clock like {@link System#nanoTime()}
   */
  public Dispatcher(Collection<? extends Executor> lanes, Timer timer, LongSupplier nanoTime) {
    if (lanes.isEmpty()) {
      throw new IllegalArgumentException("a dispatcher needs a lane");
    }
    this.freeLanes = new ArrayDeque<>(lanes);
    this.lanes = lanes.size();
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
    return openCounted(
        limits,
        jobs -> {
          runner.accept(jobs);
          return jobs.size();
        });
  }

  /**
   * Opens a queue whose runner says how many jobs of a batch took the time; the others were
   * dropped, and say nothing about what a job costs.
   */
  public <J> BatchQueue<J> openCounted(BatchLimits limits, ToIntFunction<List<J>> runner) {
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

  long virtualNanos() {
    return virtualNanos;
  }

  /** {@link BatchQueue#drainNanos()}: each other queue gets at most as much before it is empty. */
  long drainNanos(BatchQueue<?> queue) {
    return locked(
        () -> {
          long now = now();
          long fair = queue.backlogNanos() + queue.oneMoreNanos();
          long work = running.stream().mapToLong(batch -> batch.leftNanos(now)).sum();
          for (BatchQueue<?> each : queues) {
            work += each == queue ? each.backlogNanos() : Math.min(each.backlogNanos(), fair);
          }
          return work / lanes;
        });
  }

  private List<Runnable> startRipe() {
    List<Runnable> starts = new ArrayList<>();
    while (!freeLanes.isEmpty()) {
      Optional<BatchQueue<?>> ripe = leastServed();
      if (ripe.isEmpty()) {
        break;
      }
      Executor lane = freeLanes.remove();
      virtualNanos = Math.max(virtualNanos, ripe.get().served());
      Running batch = new Running(ripe.get().takeBatch(), now());
      running.add(batch);
      starts.add(() -> lane.execute(() -> runOn(lane, batch)));
    }
    return starts;
  }

  private void runOn(Executor lane, Running running) {
    long start = now();
    try {
      running.batch.run();
    } finally {
      long nanos = now() - start;
      update(
          () -> {
            freeLanes.add(lane);
            this.running.remove(running);
            running.batch.ended(nanos);
          });
    }
  }

  private Optional<BatchQueue<?>> leastServed() {
    long now = now();
    Optional<BatchQueue<?>> least = Optional.empty();
    for (BatchQueue<?> queue : queues) {
      if (queue.isRipe(now) && least.map(l -> isBefore(queue, l)).orElse(true)) {
        least = Optional.of(queue);
      }
    }
    return least;
  }

  private static boolean isBefore(BatchQueue<?> one, BatchQueue<?> other) {
    return one.served() == other.served()
        ? one.firstSince() - other.firstSince() < 0
        : one.served() < other.served();
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
