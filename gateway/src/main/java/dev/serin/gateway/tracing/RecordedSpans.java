package dev.serin.gateway.tracing;

import dev.serin.worker.api.Span;
import dev.serin.worker.api.Spans;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Spans of OpenTelemetry. */
record RecordedSpans(Tracer tracer) implements Spans {
  private record Headers(@Nullable String parent, @Nullable String state) {}

  /** Reads what a caller said of its own span. */
  private enum Getter implements TextMapGetter<Headers> {
    HEADERS;

    @Override
    public @Nullable String get(@Nullable Headers carrier, String key) {
      return carrier == null
          ? null
          : key.equals("traceparent") ? carrier.parent() : carrier.state();
    }
  }

  @Override
  public boolean areOn() {
    return true;
  }

  @Override
  public Span begin(
      Span.Kind kind, String name, @Nullable String traceParent, @Nullable String traceState) {
    Context parent =
        W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), new Headers(traceParent, traceState), Getter.HEADERS);
    return begin(kind, name, parent);
  }

  @Override
  public Span join(Span.Kind kind, String name, @Nullable String traceParent) {
    Context parent =
        W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), new Headers(traceParent, null), Getter.HEADERS);
    return named(parent).isValid() ? begin(kind, name, parent) : Span.none();
  }

  private Span begin(Span.Kind kind, String name, Context parent) {
    long start = System.nanoTime();
    Instant now = Instant.now();
    long epochNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    RecordedSpan span = RecordedSpan.start(tracer, parent, kind, name, start, epochNanos - start);
    if (span.isSampled()) {
      return span;
    }
    SpanContext caller = named(parent);
    return Spans.unrecorded(caller.isValid() ? caller.getTraceId() : "");
  }

  private static SpanContext named(Context parent) {
    return io.opentelemetry.api.trace.Span.fromContext(parent).getSpanContext();
  }
}
