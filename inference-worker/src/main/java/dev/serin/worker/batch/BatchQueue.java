package dev.serin.worker.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * The waiting jobs of one kind, bounded. A job first reserves a place, then is submitted to it, so
 * that a full queue refuses before anything was spent. All state is guarded by the dispatcher's
 * lock.
 *
 * @param <J> a job
 */
public final class BatchQueue<J> {
  private record Waiting<J>(J job, long since) {}

  private final Dispatcher dispatcher;
  private final BatchLimits limits;
  private final ToIntFunction<List<J>> runner;
  private final Deque<Waiting<J>> waiting = new ArrayDeque<>();
  private final ServiceTime serviceTime = new ServiceTime();
  private int expected;
  private int running;
  private boolean closed;

  /** What the lanes have done for this queue, on the dispatcher's virtual clock. */
  private long served;

  /** Arrival of the job for which the timer has been set, so that it is set once for each. */
  private long armedFor;

  private boolean armed;

  BatchQueue(Dispatcher dispatcher, BatchLimits limits, ToIntFunction<List<J>> runner) {
    this.dispatcher = dispatcher;
    this.limits = limits;
    this.runner = runner;
  }

  /** A place for one job; empty when the queue is full or closed. */
  public Optional<Place> reserve() {
    return dispatcher.locked(
        () -> {
          if (closed || expected + waiting.size() >= limits.places()) {
            return Optional.empty();
          }
          expected++;
          return Optional.of(new Place());
        });
  }

  /** Jobs on their way and waiting, from 0 to {@link BatchLimits#places()}. */
  public int length() {
    return dispatcher.locked(() -> expected + waiting.size());
  }

  /**
   * Nanoseconds until the jobs that have a place now are run, as far as service times are known;
   * while other queues are busy too, this one gets its fair part of the lanes.
   */
  public long drainNanos() {
    return dispatcher.drainNanos(this);
  }

  /** Nanoseconds that a lane has lately spent on one job; 0 before the first. */
  public long jobNanos() {
    return dispatcher.locked(serviceTime::jobNanos);
  }

  /** Nanoseconds that one batch has lately taken; 0 before the first. */
  public long runNanos() {
    return dispatcher.locked(serviceTime::runNanos);
  }

  /** Whether no job is on its way, waiting or running. */
  public boolean isIdle() {
    return dispatcher.locked(() -> expected + waiting.size() + running == 0);
  }

  /** Grants no more places. Jobs that have one are still run. */
  public void close() {
    dispatcher.update(() -> closed = true);
  }

  boolean isFinished() {
    return closed && expected == 0 && waiting.isEmpty();
  }

  boolean isRipe(long now) {
    return !waiting.isEmpty()
        && (waiting.size() >= limits.size() || expected == 0 || now - ripeAt() >= 0);
  }

  long firstSince() {
    return waiting.element().since();
  }

  long ripeAt() {
    return firstSince() + limits.delay().toNanos();
  }

  boolean mustArm() {
    return !waiting.isEmpty() && !(armed && armedFor == firstSince());
  }

  void armed() {
    armed = true;
    armedFor = firstSince();
  }

  /** Work of the jobs that are on their way or waiting, in nanoseconds of a lane. */
  long backlogNanos() {
    return (expected + waiting.size()) * serviceTime.jobNanos();
  }

  /** What one more job would add. */
  long oneMoreNanos() {
    return serviceTime.jobNanos();
  }

  long served() {
    return served;
  }

  /** A batch off the head of the queue, which is charged for it at once. */
  Batch takeBatch() {
    List<J> jobs = new ArrayList<>(Math.min(limits.size(), waiting.size()));
    while (jobs.size() < limits.size() && !waiting.isEmpty()) {
      jobs.add(waiting.remove().job());
    }
    running += jobs.size();
    long charged = jobs.size() * serviceTime.jobNanos();
    served += charged;
    return new Batch(jobs, charged);
  }

  /** A batch that a lane has in hand. */
  final class Batch {
    private final List<J> jobs;
    private final long chargedNanos;
    private int done;

    private Batch(List<J> jobs, long chargedNanos) {
      this.jobs = jobs;
      this.chargedNanos = chargedNanos;
    }

    void run() {
      done = runner.applyAsInt(jobs);
    }

    /** Puts the charge right. */
    void ended(long nanos) {
      running -= jobs.size();
      served += nanos - chargedNanos;
      serviceTime.ran(done, nanos);
    }

    long chargedNanos() {
      return chargedNanos;
    }
  }

  /** One reserved place: for one job, or given back. */
  public final class Place {
    private boolean used;

    private Place() {}

    /**
     * Queues {@code job}.
     *
     * @throws IllegalStateException if the place was used before
     */
    public void submit(J job) {
      dispatcher.update(
          () -> {
            if (used) {
              throw new IllegalStateException("this place was used before");
            }
            leave();
            if (waiting.isEmpty()) {
              // Who was idle saved nothing up: no turn is owed to it for that time.
              served = Math.max(served, dispatcher.virtualNanos());
            }
            waiting.add(new Waiting<>(job, dispatcher.now()));
          });
    }

    /** Gives the place back; does nothing if it was used before. */
    public void abandon() {
      dispatcher.update(
          () -> {
            if (!used) {
              leave();
            }
          });
    }

    private void leave() {
      used = true;
      expected--;
    }
  }
}
