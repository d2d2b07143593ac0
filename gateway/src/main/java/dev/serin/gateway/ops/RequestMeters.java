package dev.serin.gateway.ops;

import dev.serin.gateway.admission.Permits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

  private record Answered(String model, String version, String route, String outcome) {}

  private record Exchange(String path, String outcome) {}

  private record Http(Timer time, Counter received, Counter sent) {}

  private record Version(String model, String name) {}

  private record Served(Counter hits, Counter misses, Timer cached, Timer executed) {}

  private final MeterRegistry registry;

  // To build a meter's name and tags, and to look it up by them, costs more than to count. What is
  // kept here is bounded as the meters themselves are.
  private final Map<Exchange, Http> exchanges = new ConcurrentHashMap<>();
  private final Map<Answered, Counter> counters = new ConcurrentHashMap<>();
  private final Map<Version, Served> versions = new ConcurrentHashMap<>();
  private final Map<String, DistributionSummary> uploads = new ConcurrentHashMap<>();
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

  void ended(RequestFacts facts, String outcome, long bytesIn, long bytesOut) {
    inFlight.decrementAndGet();
    Http http = exchanges.computeIfAbsent(new Exchange(facts.template(), outcome), this::http);
    http.time().record(facts.totalNanos(), TimeUnit.NANOSECONDS);
    http.received().increment((double) bytesIn);
    http.sent().increment((double) bytesOut);
    if (!facts.model().equals(RequestFacts.NONE)) {
      classified(facts, outcome, bytesIn);
    }
  }

  private void classified(RequestFacts facts, String outcome, long bytesIn) {
    counters
        .computeIfAbsent(
            new Answered(facts.model(), facts.version(), facts.route(), outcome), this::requests)
        .increment();
    if (facts.uploadNanos() > 0) {
      uploads.computeIfAbsent(facts.model(), this::upload).record((double) bytesIn);
    }
    if (facts.images() > 0) {
      served(facts, outcome);
    }
  }

  private void served(RequestFacts facts, String outcome) {
    Served served =
        versions.computeIfAbsent(new Version(facts.model(), facts.version()), this::served);
    // Images, not requests: one form can have both.
    served.hits().increment(facts.cached());
    served.misses().increment(facts.images() - facts.cached());
    if (outcome.equals("ok")) {
      boolean allCached = facts.cached() == facts.images();
      Timer timer = allCached ? served.cached() : served.executed();
      timer.record(facts.totalNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private Http http(Exchange exchange) {
    String[] tags = {"path", exchange.path(), "outcome", exchange.outcome()};
    return new Http(
        Timer.builder("serin.http.requests")
            .description("All requests on the public port, from their headers to their answer")
            .tags(tags)
            .register(registry),
        bytes("serin.http.received", "Bodies of requests", tags),
        bytes("serin.http.sent", "Bodies of answers", tags));
  }

  private Counter bytes(String name, String description, String... tags) {
    return Counter.builder(name)
        .description(description)
        .baseUnit("bytes")
        .tags(tags)
        .register(registry);
  }

  private Counter requests(Answered key) {
    return registry.counter(
        "serin.requests",
        "model",
        key.model(),
        "version",
        key.version(),
        "route",
        key.route(),
        "outcome",
        key.outcome());
  }

  private DistributionSummary upload(String model) {
    return DistributionSummary.builder("serin.upload")
        .description("Bodies of classify requests")
        .baseUnit("bytes")
        .serviceLevelObjectives(1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24)
        .tag("model", model)
        .register(registry);
  }

  private Served served(Version version) {
    return new Served(
        results(version, "hit"),
        results(version, "miss"),
        timer(version, "cached"),
        timer(version, "executed"));
  }

  private Counter results(Version version, String cache) {
    return registry.counter(
        "serin.results", "model", version.model(), "version", version.name(), "cache", cache);
  }

  private Timer timer(Version version, String source) {
    return Timer.builder("serin.request")
        .description("From the headers of a classify request to its answer")
        .serviceLevelObjectives(BUCKETS)
        .tag("model", version.model())
        .tag("version", version.name())
        .tag("source", source)
        .register(registry);
  }
}
