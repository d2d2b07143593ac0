package dev.serin.training;

/** A training or an export cannot go on. The message is the whole story, shown without a trace. */
final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainingException(String message) {
    super(message);
  }

  TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
