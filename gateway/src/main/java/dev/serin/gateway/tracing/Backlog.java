package dev.serin.gateway.tracing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the spans that wait to be sent, refuses more, and says what became of all. */
final class Backlog {
  private final AtomicInteger waiting = new AtomicInteger();
  private final int limit;
  private final Counter sent;
  private final Counter refused;
  private final Counter lost;

  Backlog(int limit, MeterRegistry registry) {
    this.limit = limit;
    sent = spans(registry, "sent");
    refused = spans(registry, "queue-full");
    lost = spans(registry, "not-taken");
    Gauge.builder("serin.trace.queue.length", waiting, AtomicInteger::get)
        .description("Spans that wait to be sent, or are on their way")
        .register(registry);
  }

  private static Counter spans(MeterRegistry registry, String outcome) {
    return Counter.builder("serin.trace.spans")
        .description("Spans that ended, by whether the collector has them")
        .tag("outcome", outcome)
        .register(registry);
  }

  /** A place for one span, until {@link #left}; false where there is none: it is dropped. */
  boolean enter() {
    if (waiting.incrementAndGet() > limit) {
      waiting.decrementAndGet();
      refused.increment();
      return false;
    }
    return true;
  }

  /**
   * {@code spans} of those that entered have been dealt with.
   *
   * @param taken whether the collector has them
   */
  void left(int spans, boolean taken) {
    waiting.addAndGet(-spans);
    (taken ? sent : lost).increment(spans);
  }
}
