package dev.serin.worker.api;

import org.jspecify.annotations.Nullable;

/**
 * A span that nobody will see.
 *
 * @param traceId of the trace that a caller named all the same; empty for none
 */
record Unrecorded(String traceId) implements Span {
  static final Span NONE = new Unrecorded("");

  @Override
  public boolean isRecorded() {
    return false;
  }

  @Override
  public String spanId() {
    return "";
  }

  @Override
  public @Nullable String traceParent() {
    return null;
  }

  @Override
  public Span child(Kind kind, String name, long startNanos) {
    return this;
  }

  @Override
  public Span child(Kind kind, String name) {
    return this;
  }

  @Override
  public void name(String name) {}

  @Override
  public Span set(String key, String value) {
    return this;
  }

  @Override
  public Span set(String key, long value) {
    return this;
  }

  @Override
  public void link(Span other) {}

  @Override
  public void end(@Nullable String error, long endNanos) {}

  @Override
  public void end() {}
}
