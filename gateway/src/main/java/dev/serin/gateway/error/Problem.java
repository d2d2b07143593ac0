package dev.serin.gateway.error;

/**
 * Why a request, or one image of it, has no answer (RFC 9457).
 *
 * @param code which kind
 * @param detail what it was this time, in words for the caller: nothing internal
 * @param retry whether the same request may succeed a moment later
 * @param retryNanos after how long, where that was measured; else 0
 */
public record Problem(ProblemCode code, String detail, boolean retry, long retryNanos) {
  public Problem(ProblemCode code, String detail, boolean retry) {
    this(code, detail, retry, 0);
  }

  public Problem(ProblemCode code, String detail) {
    this(code, detail, false);
  }

  public int status() {
    return code.status();
  }

  /** This problem, to be thrown. */
  public ProblemException exception() {
    return new ProblemException(this);
  }
}
