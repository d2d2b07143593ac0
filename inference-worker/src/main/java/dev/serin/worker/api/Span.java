package dev.serin.worker.api;

import io.vertx.core.Future;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * One timed part of what is done for a request, for whoever looks at traces. All methods may be
 * called from any thread. A span that is over takes no more attributes; its parts may begin and end
 * later than it.
 */
public interface Span {
  /** What logs call {@link #traceId()}, by the Elastic Common Schema. */
  String TRACE_ID = "trace.id";

  /** What logs call {@link #spanId()}. */
  String SPAN_ID = "span.id";

  /** What a span is to those beside it, as OpenTelemetry has it. */
  enum Kind {
    /** The work for a request of another program. */
    SERVER,
    /** Work inside. */
    INTERNAL,
    /** The time from a message to its answer, as its sender sees it. */
    PRODUCER,
    /** The work for a message. */
    CONSUMER
  }

  /** Where nothing is recorded: every part of it is this one again. */
  static Span none() {
    return Unrecorded.NONE;
  }

  /** Whether anybody will ever see it. What costs something to say need not be said otherwise. */
  boolean isRecorded();

  /** 32 hexadecimal digits; empty where there is no trace. */
  String traceId();

  /** 16 hexadecimal digits; empty where there is none. */
  String spanId();

  /** Tells another process of this span, as W3C has it; null where it is not recorded. */
  @Nullable String traceParent();

  /**
   * A part of this one, which must be ended.
   *
   * @param name one of few: what differs from request to request is an attribute
   * @param startNanos {@link System#nanoTime()} of its begin
   */
  Span child(Kind kind, String name, long startNanos);

  /** A part that begins now. */
  default Span child(Kind kind, String name) {
    return child(kind, name, System.nanoTime());
  }

  /** Names it anew, once more is known. */
  void name(String name);

  Span set(String key, String value);

  Span set(String key, long value);

  /** Another span has to do with this one, and is not its parent. */
  void link(Span other);

  /**
   * Ends it; again does nothing.
   *
   * @param error what went wrong, in one word of few; null where nothing did
   * @param endNanos {@link System#nanoTime()} of its end
   */
  void end(@Nullable String error, long endNanos);

  /** Ends it now, and well. */
  default void end() {
    end(null, System.nanoTime());
  }

  /** Ends with {@code work}, which is given back. */
  default <T> Future<T> endWith(Future<T> work) {
    return isRecorded()
        ? work.onComplete(
            done -> end(done.failed() ? error(done.cause()) : null, System.nanoTime()))
        : work;
  }

  /** Has {@code log} written so that it names the trace, where there is one. */
  default void logged(Runnable log) {
    if (traceId().isEmpty()) {
      log.run();
      return;
    }
    MDC.put(TRACE_ID, traceId());
    MDC.put(SPAN_ID, spanId());
    try {
      log.run();
    } finally {
      MDC.remove(TRACE_ID);
      MDC.remove(SPAN_ID);
    }
  }

  /** The word for {@code cause}. */
  static String error(Throwable cause) {
    return cause instanceof InferenceFailure failure
        ? failure.reason().name().toLowerCase(Locale.ROOT)
        : cause.getClass().getName();
  }
}
