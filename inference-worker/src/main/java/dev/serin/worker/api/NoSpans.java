package dev.serin.worker.api;

import org.jspecify.annotations.Nullable;

/** Where there are no traces. */
record NoSpans() implements Spans {
  @Override
  public boolean areOn() {
    return false;
  }

  @Override
  public Span begin(
      Span.Kind kind, String name, @Nullable String traceParent, @Nullable String traceState) {
    return Span.none();
  }

  @Override
  public Span join(Span.Kind kind, String name, @Nullable String traceParent) {
    return Span.none();
  }
}
