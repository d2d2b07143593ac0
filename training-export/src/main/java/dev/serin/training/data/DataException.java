package dev.serin.training.data;

/** The data set is missing, damaged or not the one asked for. The message says which and why. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DataException(String message) {
    super(message);
  }

  DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
