package dev.serin.training.transfer;

/** A backbone cannot be used, or its features not be had. The message says which and why. */
public final class BackboneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BackboneException(String message) {
    super(message);
  }

  BackboneException(String message, Throwable cause) {
    super(message, cause);
  }
}
