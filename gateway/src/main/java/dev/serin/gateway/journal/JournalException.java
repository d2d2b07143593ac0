package dev.serin.gateway.journal;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * The journal did not do what it was asked to. The message, for the operator, says what was wrong
 * and what to do; {@link #problem} is what a caller is told.
 */
public final class JournalException extends ProblemException {
  private static final long serialVersionUID = 1L;

  private JournalException(Problem problem, String message, @Nullable Throwable cause) {
    super(problem, message, cause);
  }

  static JournalException unavailable(String message, @Nullable Throwable cause) {
    return new JournalException(
        new Problem(ProblemCode.STORAGE_DOWN, "what this needs cannot be kept now", true),
        message,
        cause);
  }

  static JournalException overloaded(String message) {
    return new JournalException(
        new Problem(ProblemCode.OVERLOADED, "too much waits for the journal", true), message, null);
  }

  static JournalException closed() {
    return new JournalException(
        new Problem(ProblemCode.CLOSING, "the journal is closing", true),
        "the journal is closed",
        null);
  }

  /** What was asked for cannot be kept beside what is kept already. */
  static JournalException conflict(String message, @Nullable Throwable cause) {
    return new JournalException(
        new Problem(ProblemCode.INTERNAL, "the cause is in the server's log"), message, cause);
  }

  static JournalException tooMuch(String message) {
    return new JournalException(new Problem(ProblemCode.BAD_PARAMETER, message), message, null);
  }
}
