package dev.serin.worker;

import dev.serin.worker.api.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what its parts were, each as {@code name start end error [batch size]}. */
final class RecordingSpan implements Span {
  /** Of a root; its parts in the order in which they ended. */
  final List<String> lines;

  private final String begun;
  private String batchSize = "";

  RecordingSpan() {
    this(new ArrayList<>(), "");
  }

  private RecordingSpan(List<String> lines, String begun) {
    this.lines = lines;
    this.begun = begun;
  }

  @Override
  public boolean isRecorded() {
    return true;
  }

  @Override
  public String traceId() {
    return "";
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
    return new RecordingSpan(lines, name + " " + startNanos);
  }

  @Override
  public void name(String name) {}

  @Override
  public Span set(String key, String value) {
    return this;
  }

  @Override
  public Span set(String key, long value) {
    batchSize = key.equals("serin.batch.size") ? " " + value : batchSize;
    return this;
  }

  @Override
  public void link(Span other) {}

  @Override
  public void end(@Nullable String error, long endNanos) {
    lines.add(begun + " " + endNanos + " " + error + batchSize);
  }
}
