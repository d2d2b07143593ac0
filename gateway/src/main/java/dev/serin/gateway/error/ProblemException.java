package dev.serin.gateway.error;

import org.jspecify.annotations.Nullable;

/** Carries a {@link Problem} to the one place that writes it. */
public class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    // No stack trace: strangers cause these at will, and the problem says all.
    super(problem.code().code() + ": " + problem.detail(), null, false, false);
    this.problem = problem;
  }

  /**
   * For failures that know more than the caller may.
   *
   * @param message for the log
   */
  protected ProblemException(Problem problem, String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.problem = problem;
  }

  /** What to tell the caller. */
  public Problem problem() {
    return problem;
  }
}
