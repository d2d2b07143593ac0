package dev.serin.worker.api;

import org.jspecify.annotations.Nullable;

/**
 * Tells a worker whether, and until when, anybody waits for an answer. Several may wait for the
 * same one, each as long as they like. Thread-safe.
 */
public final class Cancellation {
  /** Who passes on, to another process, what is said here. */
  public interface Follower {
    /** Somebody waits until {@code nanos} of {@link System#nanoTime()}: longer than was known. */
    void extended(long nanos);

    void cancelled();
  }

  private volatile boolean cancelled;
  private volatile @Nullable Long wantedUntil;
  private @Nullable Follower follower;

  /** Somebody waits until {@code nanos} of {@link System#nanoTime()}; others may wait longer. */
  public synchronized void extend(long nanos) {
    Long before = wantedUntil;
    if (before == null || nanos - before > 0) {
      wantedUntil = nanos;
      if (follower != null) {
        follower.extended(nanos);
      }
    }
  }

  /** Tells {@code latest}, and nobody before it, all that is said from now on. */
  public synchronized void follow(Follower latest) {
    follower = latest;
    if (cancelled) {
      latest.cancelled();
    }
  }

  /** Until when the most patient waits; {@code otherwise} where nobody said. */
  long wantedUntil(long otherwise) {
    Long until = wantedUntil;
    return until == null ? otherwise : until;
  }

  /** Work that has not started is dropped; work under way may still finish. */
  public synchronized void cancel() {
    boolean first = !cancelled;
    cancelled = true;
    if (first && follower != null) {
      follower.cancelled();
    }
  }

  public boolean isCancelled() {
    return cancelled;
  }
}
