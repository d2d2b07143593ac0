package dev.serin.gateway.ops;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.VersionInfo.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.Supplier;

/** Shows to whom cannot ask {@code /health/ready} and {@code /v1/models} what these would say. */
public final class StateMeters {
  private final MeterRegistry registry;

  public StateMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Both are asked at each scrape. */
  public void show(Readiness readiness, Supplier<Catalog> catalog) {
    Gauge.builder("serin.health.ready", () -> readiness.obstacles().isEmpty() ? 1 : 0)
        .description("1 while /health/ready says that traffic should come here")
        .register(registry);
    for (State state : State.values()) {
      Gauge.builder("serin.versions", () -> count(catalog.get(), state))
          .description("Versions of all models by state")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private static long count(Catalog catalog, State state) {
    return catalog.models().stream()
        .flatMap(model -> model.versions().stream())
        .filter(version -> version.state() == state)
        .count();
  }
}
