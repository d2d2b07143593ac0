package dev.serin.worker.api;

import org.jspecify.annotations.Nullable;

/** Where what this process does for a request comes into a trace. For use by many threads. */
public interface Spans {
  /** Where there are no traces. */
  Spans NONE = new NoSpans();

  /** Whether there are traces at all. */
  boolean areOn();

  /**
   * The first span of a request from outside: of its caller's trace, or of a new one.
   *
   * @param traceParent what the caller said, as W3C has it; what cannot be read counts as null
   * @param traceState what it said besides
   * @return one that is not recorded where the caller, or the lot, wants it so
   */
  Span begin(
      Span.Kind kind, String name, @Nullable String traceParent, @Nullable String traceState);

  /**
   * A span of a trace that another process of Serin has begun; never of a new one.
   *
   * @param traceParent {@link Span#traceParent()} there
   */
  Span join(Span.Kind kind, String name, @Nullable String traceParent);

  /** A span that is not recorded, of a trace that has a name all the same. */
  static Span unrecorded(String traceId) {
    return traceId.isEmpty() ? Span.none() : new Unrecorded(traceId);
  }
}
