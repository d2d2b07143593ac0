package dev.serin.worker.batch;

import java.time.Duration;

/** Runs something later. */
@FunctionalInterface
public interface Timer {
  /** Runs {@code task} once, no earlier than after {@code delay}, on any thread. */
  void after(Duration delay, Runnable task);
}
