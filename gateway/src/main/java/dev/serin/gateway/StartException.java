package dev.serin.gateway;

/** The gateway cannot start. Its message is one sentence for people. */
final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
