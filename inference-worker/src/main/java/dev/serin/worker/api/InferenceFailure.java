package dev.serin.worker.api;

import org.jspecify.annotations.Nullable;

/** Why a request has no answer. Its message may be shown to the caller; its cause may not. */
public final class InferenceFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The closed set of reasons: a caller handles each of them. */
  public enum Reason {
    /** The worker has no such model. */
    UNKNOWN_MODEL,
    /** The worker does not serve that version of the model. */
    UNKNOWN_VERSION,
    /** The version is there, but cannot answer: still loading, or failed to load. */
    VERSION_NOT_READY,
    /** Not an image format that Serin reads. */
    UNSUPPORTED_FORMAT,
    /** A format that Serin reads, but the file is damaged. */
    UNDECODABLE,
    /** More pixels than the limit. */
    TOO_MANY_PIXELS,
    /** The queue is full; try again. */
    OVERLOADED,
    /** The worker is closing; try another, or again. */
    CLOSING,
    /** No worker that could answer can be reached; try again. */
    UNREACHABLE,
    /** The deadline passed before there was an answer. */
    DEADLINE_EXCEEDED,
    /** The caller cancelled. */
    CANCELLED,
    /** The version ran, and what it gave for this image is no probability; the message says it. */
    INVALID_OUTPUT,
    /** A fault of the worker; the cause is in its log. */
    INTERNAL
  }

  private final Reason reason;
  private final long retryNanos;

  public InferenceFailure(Reason reason, String message) {
    this(reason, message, null);
  }

  public InferenceFailure(Reason reason, String message, @Nullable Throwable cause) {
    this(reason, message, cause, 0);
  }

  private InferenceFailure(
      Reason reason, String message, @Nullable Throwable cause, long retryNanos) {
    // No stack trace: a refusal is an answer, made often under load, and says where it comes from.
    super(message, cause, false, false);
    this.reason = reason;
    this.retryNanos = retryNanos;
  }

  /**
   * A refusal of {@link Reason#OVERLOADED}.
   *
   * @param retryNanos when it may be otherwise, by the measured service time
   */
  public static InferenceFailure overloaded(String message, long retryNanos) {
    return new InferenceFailure(Reason.OVERLOADED, message, null, Math.max(0, retryNanos));
  }

  public Reason reason() {
    return reason;
  }

  /** Nanoseconds after which another try may do better; 0 where that is not known. */
  public long retryNanos() {
    return retryNanos;
  }
}
