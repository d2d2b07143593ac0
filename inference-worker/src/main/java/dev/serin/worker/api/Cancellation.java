package dev.serin.worker.api;

import org.jspecify.annotations.Nullable;

/**
 * Tells a worker whether, and until when, anybody waits for an answer. Several may wait for the
 * same one, each as long as they like. Thread-safe.
 */
public final class Cancellation {
  private volatile boolean cancelled;
  private volatile @Nullable Long wantedUntil;

  /** Somebody waits until {@code nanos} of {@link System#nanoTime()}; others may wait longer. */
  public synchronized void extend(long nanos) {
    Long before = wantedUntil;
    if (before == null || nanos - before > 0) {
      wantedUntil = nanos;
    }
  }

  /** Until when the most patient waits; {@code otherwise} where nobody said. */
  long wantedUntil(long otherwise) {
    Long until = wantedUntil;
    return until == null ? otherwise : until;
  }

  /** Work that has not started is dropped; work under way may still finish. */
  public void cancel() {
    cancelled = true;
  }

  public boolean isCancelled() {
    return cancelled;
  }
}
