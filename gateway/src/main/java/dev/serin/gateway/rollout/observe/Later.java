package dev.serin.gateway.rollout.observe;

import java.time.Duration;

/** Runs something later. */
@FunctionalInterface
public interface Later {
  /** Runs {@code task} once, no earlier than after {@code delay}, on any thread. */
  void after(Duration delay, Runnable task);
}
