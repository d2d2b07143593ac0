package dev.serin.gateway.images.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns once a minute: a tier that is down would write a line for every request. */
final class SparseLog {
  private static final Logger log = LoggerFactory.getLogger(SparseLog.class);
  private static final long PAUSE_NS = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanoTime;
  private final AtomicLong next;
  private final AtomicLong silent = new AtomicLong();

  SparseLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    next = new AtomicLong(nanoTime.getAsLong());
  }

  /**
   * @param what a sentence of what happened
   */
  void warn(String what, Throwable cause) {
    long now = nanoTime.getAsLong();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + PAUSE_NS)) {
      silent.incrementAndGet();
      return;
    }
    log.warn("{} {} ({} of the kind before it not logged)", what, cause, silent.getAndSet(0));
  }
}
