package dev.serin.worker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs one fault of a version a minute: images that cause one may come by the thousand. */
final class FaultLog {
  private static final Logger log = LoggerFactory.getLogger(FaultLog.class);
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanoTime;
  private final AtomicLong next;
  private final AtomicInteger silent = new AtomicInteger();

  FaultLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    next = new AtomicLong(nanoTime.getAsLong());
  }

  /**
   * @param what a sentence of what happened
   * @param cause its stack trace is logged; null for none
   */
  void error(String what, @Nullable Throwable cause) {
    long now = nanoTime.getAsLong();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + PAUSE_NANOS)) {
      silent.incrementAndGet();
      return;
    }
    log.error("{} ({} faults before it not logged)", what, silent.getAndSet(0), cause);
  }
}
