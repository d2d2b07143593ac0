package dev.serin.gateway.tracing;

import dev.serin.worker.api.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A span of OpenTelemetry. All spans of a request in this process tell the time by one clock, which
 * is the system's at the begin of the first: a clock that is put right meanwhile moves none of
 * them.
 *
 * @param epochOffset what is added to {@link System#nanoTime()} for nanoseconds since 1970
 */
record RecordedSpan(Tracer tracer, io.opentelemetry.api.trace.Span span, long epochOffset)
    implements Span {

  static RecordedSpan start(
      Tracer tracer, Context parent, Kind kind, String name, long startNanos, long epochOffset) {
    return new RecordedSpan(
        tracer,
        tracer
            .spanBuilder(name)
            .setParent(parent)
            .setSpanKind(kind(kind))
            .setStartTimestamp(startNanos + epochOffset, TimeUnit.NANOSECONDS)
            .startSpan(),
        epochOffset);
  }

  private static SpanKind kind(Kind kind) {
    return switch (kind) {
      case SERVER -> SpanKind.SERVER;
      case INTERNAL -> SpanKind.INTERNAL;
      case PRODUCER -> SpanKind.PRODUCER;
      case CONSUMER -> SpanKind.CONSUMER;
    };
  }

  boolean isSampled() {
    return span.getSpanContext().isSampled();
  }

  @Override
  public boolean isRecorded() {
    return true;
  }

  @Override
  public String traceId() {
    return span.getSpanContext().getTraceId();
  }

  @Override
  public String spanId() {
    return span.getSpanContext().getSpanId();
  }

  @Override
  public String traceParent() {
    SpanContext own = span.getSpanContext();
    return "00-" + own.getTraceId() + '-' + own.getSpanId() + '-' + own.getTraceFlags().asHex();
  }

  @Override
  public Span child(Kind kind, String name, long startNanos) {
    return start(tracer, Context.root().with(span), kind, name, startNanos, epochOffset);
  }

  @Override
  public void name(String name) {
    span.updateName(name);
  }

  @Override
  public Span set(String key, String value) {
    span.setAttribute(key, value);
    return this;
  }

  @Override
  public Span set(String key, long value) {
    span.setAttribute(key, value);
    return this;
  }

  @Override
  public void link(Span other) {
    if (other instanceof RecordedSpan recorded) {
      span.addLink(recorded.span.getSpanContext());
    }
  }

  @Override
  public void end(@Nullable String error, long endNanos) {
    if (error != null) {
      span.setAttribute("error.type", error);
      span.setStatus(StatusCode.ERROR);
    }
    span.end(endNanos + epochOffset, TimeUnit.NANOSECONDS);
  }
}
