package dev.serin.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that let callers' classifications go first: one starts while there are none, or once it has
 * let them go first for long enough. Never more run at one time than there are threads. Unlike work
 * that nobody waits for, they cannot wait for ever: somebody looks at an empty frame. Thread-safe.
 */
final class RenditionQueue {
  private final int places;
  private final int threads;
  private final long patienceNanos;
  private final BooleanSupplier callers;
  private final Executor executor;
  private final Later later;
  private final LongSupplier nanoTime;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int running;
  private boolean armed;

  private record Waiting(Runnable job, long since) {}

  /** Runs a task after a delay. */
  @FunctionalInterface
  interface Later {
    void after(Duration delay, Runnable task);
  }

  /**
   * @param places jobs that may wait
   * @param patience how long a job lets callers go first
   * @param callers whether any classification is under way
   * @param executor has a thread for each job that may run
   */
  RenditionQueue(
      int places,
      int threads,
      Duration patience,
      BooleanSupplier callers,
      Executor executor,
      Later later,
      LongSupplier nanoTime) {
    this.places = places;
    this.threads = threads;
    this.patienceNanos = patience.toNanos();
    this.callers = callers;
    this.executor = executor;
    this.later = later;
    this.nanoTime = nanoTime;
  }

  /**
   * Lets {@code job} wait for its turn.
   *
   * @return false where too many wait already: it will not be run
   */
  boolean offer(Runnable job) {
    synchronized (this) {
      if (waiting.size() >= places) {
        return false;
      }
      waiting.add(new Waiting(job, nanoTime.getAsLong()));
    }
    startWhatMay();
    return true;
  }

  synchronized int length() {
    return waiting.size();
  }

  private void startWhatMay() {
    for (Runnable job = next(); job != null; job = next()) {
      Runnable started = job;
      executor.execute(() -> run(started));
    }
  }

  private void run(Runnable job) {
    try {
      job.run();
    } finally {
      synchronized (this) {
        running--;
      }
      startWhatMay();
    }
  }

  private synchronized @Nullable Runnable next() {
    Waiting first = waiting.peek();
    if (first == null || running >= threads) {
      return null;
    }
    long waited = nanoTime.getAsLong() - first.since();
    if (waited < patienceNanos && callers.getAsBoolean()) {
      lookAgain();
      return null;
    }
    waiting.remove();
    running++;
    return first.job();
  }

  private void lookAgain() {
    if (!armed) {
      armed = true;
      later.after(
          Duration.ofNanos(Math.max(1, patienceNanos / 8)),
          () -> {
            synchronized (this) {
              armed = false;
            }
            startWhatMay();
          });
    }
  }
}
