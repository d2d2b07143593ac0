package dev.serin.worker.batch;

import dev.serin.worker.batch.BackgroundJob.Dropped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Holds work for which nobody waits until no caller is there. A part of a job starts only while no
 * caller's work is in, and no more parts run at one time than there are threads to spare: a caller
 * who comes while one runs has the other cores, and waits in no queue behind it. Lanes and decoders
 * are never lent to it, because a caller would have to wait until they are back.
 *
 * <p>After each part its thread rests for as long as the part took. Cores are not as independent as
 * they look (caches, memory, two threads of one core): a caller who comes during a part is served
 * at once, but more slowly, so at most half of the idle time is used.
 *
 * <p>Thread-safe. Never blocks; jobs run on the executor only.
 */
public final class BackgroundQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<BackgroundJob> waiting = new ArrayDeque<>();
  private final int places;
  private final int threads;
  private final Executor executor;
  private final Timer timer;
  private final LongSupplier nanoTime;
  private int callers;
  private int running;
  private boolean closed;
  private boolean armed;
  private long armedFor;

  /** What a change set off; carried out when the lock is free. */
  private final class Effects {
    private final List<Runnable> actions = new ArrayList<>();

    void drop(BackgroundJob job, Dropped why) {
      actions.add(() -> job.drop(why));
    }

    void start(BackgroundJob job) {
      actions.add(() -> executor.execute(() -> run(job)));
    }

    /** The thread stays taken meanwhile. */
    void restFor(long nanos) {
      actions.add(() -> timer.after(Duration.ofNanos(nanos), BackgroundQueue.this::rested));
    }

    void sweepAfter(long nanos) {
      Duration delay = Duration.ofNanos(Math.max(0, nanos));
      actions.add(() -> timer.after(delay, BackgroundQueue.this::sweep));
    }
  }

  /** A change of the state, made under the lock. */
  @FunctionalInterface
  private interface Change {
    void make(Effects effects);
  }

  /**
   * @param places jobs that may wait, at least 1
   * @param threads jobs that may run at one time, at least 1
   * @param executor has a thread for each of them
   * @param nanoTime a clock like {@link System#nanoTime()}
   */
  public BackgroundQueue(
      int places, int threads, Executor executor, Timer timer, LongSupplier nanoTime) {
    if (places < 1 || threads < 1) {
      throw new IllegalArgumentException("no queue: " + places + " places, " + threads + "threads");
    }
    this.places = places;
    this.threads = threads;
    this.executor = executor;
    this.timer = timer;
    this.nanoTime = nanoTime;
  }

  /** A caller's work comes in; followed by one {@link #callerLeft}. */
  public void callerEntered() {
    update(effects -> callers++);
  }

  public void callerLeft() {
    update(effects -> callers--);
  }

  /** Whether any caller's work is in. */
  public boolean hasCallers() {
    lock.lock();
    try {
      return callers > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Lets {@code job} wait for its turn, or drops it. */
  public void submit(BackgroundJob job) {
    update(
        effects -> {
          if (!closed && waiting.size() >= places) {
            dropObsolete(effects);
          }
          if (closed) {
            effects.drop(job, Dropped.CLOSED);
          } else if (waiting.size() >= places) {
            // The newest goes: those before it have waited already.
            effects.drop(job, Dropped.FULL);
          } else {
            waiting.add(job);
          }
        });
  }

  /** Jobs that wait. */
  public int length() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what waits and what comes; a part that runs is finished. */
  public void close() {
    update(
        effects -> {
          closed = true;
          waiting.forEach(job -> effects.drop(job, Dropped.CLOSED));
          waiting.clear();
        });
  }

  private void run(BackgroundJob job) {
    long start = nanoTime.getAsLong();
    boolean more = false;
    try {
      more = job.runPart();
    } finally {
      ended(job, more, nanoTime.getAsLong() - start);
    }
  }

  private void ended(BackgroundJob job, boolean more, long tookNanos) {
    update(
        effects -> {
          if (tookNanos > 0) {
            effects.restFor(tookNanos);
          } else {
            running--;
          }
          if (more && closed) {
            effects.drop(job, Dropped.CLOSED);
          } else if (more) {
            // Ahead of all others: it holds a buffer by now. So never more do than there are
            // threads, and these may be over the number of places.
            waiting.addFirst(job);
          }
        });
  }

  private void rested() {
    update(effects -> running--);
  }

  private void sweep() {
    update(
        effects -> {
          armed = false;
          dropObsolete(effects);
        });
  }

  private void update(Change change) {
    Effects effects = new Effects();
    lock.lock();
    try {
      change.make(effects);
      startWhatMay(effects);
      awaitDeadline(effects);
    } finally {
      lock.unlock();
    }
    effects.actions.forEach(Runnable::run);
  }

  private void startWhatMay(Effects effects) {
    while (callers == 0 && running < threads && !waiting.isEmpty()) {
      BackgroundJob job = waiting.remove();
      if (isObsolete(job)) {
        effects.drop(job, Dropped.OBSOLETE);
      } else {
        running++;
        effects.start(job);
      }
    }
  }

  private void dropObsolete(Effects effects) {
    waiting.removeIf(
        job -> {
          boolean obsolete = isObsolete(job);
          if (obsolete) {
            effects.drop(job, Dropped.OBSOLETE);
          }
          return obsolete;
        });
  }

  private boolean isObsolete(BackgroundJob job) {
    return job.isCancelled() || nanoTime.getAsLong() - job.deadlineNanos() >= 0;
  }

  /** Callers may keep everything waiting for ever: what nobody wants any more goes in time. */
  private void awaitDeadline(Effects effects) {
    if (waiting.isEmpty()) {
      return;
    }
    long now = nanoTime.getAsLong();
    long left = Long.MAX_VALUE;
    for (BackgroundJob job : waiting) {
      left = Math.min(left, job.deadlineNanos() - now);
    }
    if (!armed || left < armedFor - now) {
      armed = true;
      armedFor = now + left;
      effects.sweepAfter(left);
    }
  }
}
