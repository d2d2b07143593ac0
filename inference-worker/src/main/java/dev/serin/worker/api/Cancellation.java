package dev.serin.worker.api;

/** Tells a worker that nobody waits for an answer any more. Set once, read from any thread. */
public final class Cancellation {
  private volatile boolean cancelled;

  /** Work that has not started is dropped; work under way may still finish. */
  public void cancel() {
    cancelled = true;
  }

  public boolean isCancelled() {
    return cancelled;
  }
}
