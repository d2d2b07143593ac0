package dev.serin.worker.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
  private final Consumer<List<J>> runner;
  private final Deque<Waiting<J>> waiting = new ArrayDeque<>();
  private int expected;
  private boolean closed;

  /** Arrival of the job for which the timer has been set, so that it is set once for each. */
  private long armedFor;

  private boolean armed;

  BatchQueue(Dispatcher dispatcher, BatchLimits limits, Consumer<List<J>> runner) {
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

  Runnable takeBatch() {
    List<J> batch = new ArrayList<>(Math.min(limits.size(), waiting.size()));
    while (batch.size() < limits.size() && !waiting.isEmpty()) {
      batch.add(waiting.remove().job());
    }
    return () -> runner.accept(batch);
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
