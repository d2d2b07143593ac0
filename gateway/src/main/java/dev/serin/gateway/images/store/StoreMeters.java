package dev.serin.gateway.images.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** What the tiers show of themselves. */
final class StoreMeters {
  /** Where images are kept. */
  enum Tier {
    MEMORY,
    DISK,
    BUCKET
  }

  /** What is done there. */
  enum Op {
    PUT,
    GET,
    REMOVE,
    EVICT,
    SCAN
  }

  private final MeterRegistry registry;

  StoreMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Counts how often a tier was asked for an image. */
  Counter asked(Tier tier, boolean hit) {
    return Counter.builder("serin.images.requests")
        .description("Images that a tier was asked for")
        .tag("tier", name(tier))
        .tag("result", hit ? "hit" : "miss")
        .register(registry);
  }

  Counter failed(Tier tier, Op op) {
    return Counter.builder("serin.images.failed")
        .description("What a tier was asked for and did not do")
        .tag("tier", name(tier))
        .tag("op", name(op))
        .register(registry);
  }

  Counter damaged(Tier tier) {
    return Counter.builder("serin.images.damaged")
        .description("Images whose bytes are not those of their digest; dropped, never served")
        .tag("tier", name(tier))
        .register(registry);
  }

  Counter evicted() {
    return Counter.builder("serin.images.evicted")
        .description("Files deleted to make room for others")
        .tag("tier", name(Tier.DISK))
        .register(registry);
  }

  /** Runs {@code work} and times it. */
  <T> T timed(Tier tier, Op op, Callable<T> work) throws Exception {
    Timer.Sample sample = Timer.start(registry);
    try {
      return work.call();
    } finally {
      sample.stop(timer(tier, op));
    }
  }

  private Timer timer(Tier tier, Op op) {
    return Timer.builder("serin.images.time")
        .description("What a tier takes for one image, waiting not included")
        .tag("tier", name(tier))
        .tag("op", name(op))
        .serviceLevelObjectives(
            Duration.ofNanos(100_000),
            Duration.ofMillis(1),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(1))
        .register(registry);
  }

  /** Shows whether a tier has failed so often in a row that most is not tried. */
  void watch(Tier tier, Breaker breaker) {
    Gauge.builder("serin.images.failing", breaker, b -> b.isFailing() ? 1 : 0)
        .description("1 from the fifth failure in a row to the next success")
        .tag("tier", name(tier))
        .strongReference(true)
        .register(registry);
  }

  /**
   * @param name what comes after {@code serin.images.}
   */
  void watch(String name, String unit, Tier tier, Supplier<Number> value) {
    Gauge.builder("serin.images." + name, value)
        .tag("tier", name(tier))
        .baseUnit(unit)
        .strongReference(true)
        .register(registry);
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
