package dev.serin.gateway.purge;

import java.time.Duration;

/** Runs a task after a delay. */
@FunctionalInterface
interface Later {
  void after(Duration delay, Runnable task);
}
