package dev.serin.gateway.tracing;

import dev.serin.gateway.config.TracingConfig;
import dev.serin.worker.api.Spans;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Traces, or none. Where they are off, no class of OpenTelemetry is loaded: that would cost a start
 * a fifth of a second.
 *
 * @param spans where they begin
 * @param end sends what waits, for a bounded time; never fails
 */
public record Tracing(Spans spans, Supplier<Future<Void>> end) {
  /** As {@code config} wants it. */
  public static Future<Tracing> start(Vertx vertx, TracingConfig config, MeterRegistry registry) {
    return config
        .endpoint()
        .map(
            endpoint ->
                vertx.executeBlocking(
                    () -> {
                      Export export = new Export(endpoint, config, registry);
                      return new Tracing(export.spans(), export::close);
                    }))
        .orElseGet(() -> Future.succeededFuture(new Tracing(Spans.NONE, Future::succeededFuture)));
  }

  /** Nothing can be sent any more after it. */
  public Future<Void> close() {
    return end.get();
  }
}
