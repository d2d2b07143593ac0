package dev.serin.training.tune;

/** A search cannot go on. The message is the whole story. */
public final class TuneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TuneException(String message) {
    super(message);
  }

  TuneException(String message, Throwable cause) {
    super(message, cause);
  }
}
