package dev.serin.gateway.ops;

import dev.serin.gateway.admission.Permits;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts and times requests. */
public final class RequestMeters {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  private final MeterRegistry registry;
  private final AtomicInteger inFlight = new AtomicInteger();

  public RequestMeters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("serin.requests.in.flight", inFlight, AtomicInteger::get)
        .description("Requests on the public port without an answer yet")
        .register(registry);
  }

  /** Shows how much of {@code permits} is out, beside their limit. */
  public void watch(String name, @Nullable String unit, Permits permits) {
    Gauge.builder(name + ".in.use", permits, Permits::inUse).baseUnit(unit).register(registry);
    Gauge.builder(name + ".limit", permits, Permits::limit).baseUnit(unit).register(registry);
  }

  /** Requests without an answer yet. */
  public int inFlight() {
    return inFlight.get();
  }

  void started() {
    inFlight.incrementAndGet();
  }

  void ended(RequestFacts facts, String outcome, long bytesIn) {
    inFlight.decrementAndGet();
    if (facts.model().equals(RequestFacts.NONE)) {
      registry.counter("serin.other.requests", "outcome", outcome).increment();
      return;
    }
    registry
        .counter(
            "serin.requests",
            "model",
            facts.model(),
            "version",
            facts.version(),
            "route",
            facts.route(),
            "outcome",
            outcome)
        .increment();
    countResults(facts, "hit", facts.cached());
    countResults(facts, "miss", facts.images() - facts.cached());
    if (facts.uploadNanos() > 0) {
      DistributionSummary.builder("serin.upload")
          .description("Bodies of classify requests")
          .baseUnit("bytes")
          .serviceLevelObjectives(1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24)
          .tag("model", facts.model())
          .register(registry)
          .record((double) bytesIn);
    }
    if (outcome.equals("ok") && facts.images() > 0) {
      boolean allCached = facts.cached() == facts.images();
      Timer.builder("serin.request")
          .description("From the headers of a classify request to its answer")
          .serviceLevelObjectives(BUCKETS)
          .tag("model", facts.model())
          .tag("version", facts.version())
          .tag("source", allCached ? "cached" : "executed")
          .register(registry)
          .record(facts.totalNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** Images, not requests: one form can have both. */
  private void countResults(RequestFacts facts, String cache, int images) {
    if (images > 0) {
      registry
          .counter(
              "serin.results", "model", facts.model(), "version", facts.version(), "cache", cache)
          .increment(images);
    }
  }
}
