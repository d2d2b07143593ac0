package dev.serin.training.parallel;

import org.jspecify.annotations.Nullable;

/** An engine cannot start or go on. The message is the whole story, shown without a trace. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineException(String message) {
    super(message);
  }

  public EngineException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The innermost cause of {@code e}: its kind and the first line of its message. */
  public static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String kind = cause.getClass().getSimpleName();
    String message = cause.getMessage();
    // Spark puts whole traces in its messages.
    return message == null || message.isBlank()
        ? kind
        : kind + ": " + message.strip().lines().findFirst().orElseThrow();
  }
}
