package dev.serin.gateway.images.store;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Spares callers the wait for what is down: after some failures in a row nothing is tried for a
 * while, and then one thing.
 */
final class Breaker {
  private static final int FAILURES = 5;
  private static final long PAUSE_NS = Duration.ofSeconds(2).toNanos();

  private final LongSupplier nanoTime;
  private int failures;
  private long closedUntil;

  Breaker(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether to try; the one who may try after a pause keeps the others waiting for another. */
  synchronized boolean allows() {
    if (failures < FAILURES) {
      return true;
    }
    long now = nanoTime.getAsLong();
    if (now - closedUntil < 0) {
      return false;
    }
    closedUntil = now + PAUSE_NS;
    return true;
  }

  /** Whether the last ones failed, so that most are not tried. */
  synchronized boolean isFailing() {
    return failures >= FAILURES;
  }

  synchronized void succeeded() {
    failures = 0;
  }

  synchronized void failed() {
    failures++;
    if (failures == FAILURES) {
      closedUntil = nanoTime.getAsLong() + PAUSE_NS;
    }
  }
}
