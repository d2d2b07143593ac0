package dev.serin.gateway.client;

import org.jspecify.annotations.Nullable;

/** The server cannot be reached or refuses. Its message is for people: what, and what to do. */
public final class ClientException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int REFUSED = 1;
  private static final int MISUSE = 2;

  private final int exit;
  private final boolean passing;

  /** The server cannot be reached, or breaks off. */
  ClientException(String message, @Nullable Throwable cause) {
    this(message, cause, REFUSED, cause != null);
  }

  private ClientException(String message, @Nullable Throwable cause, int exit, boolean passing) {
    super(message, cause);
    this.exit = exit;
    this.passing = passing;
  }

  /** The command was called in a way that cannot work. */
  static ClientException misuse(String message) {
    return new ClientException(message, null, MISUSE, false);
  }

  /** The server refuses for now. */
  static ClientException busy(String message) {
    return new ClientException(message, null, REFUSED, true);
  }

  /** Whether the same may succeed later: the server is away, or busy. */
  boolean isPassing() {
    return passing;
  }

  /** Status with which the command ends. */
  int exit() {
    return exit;
  }
}
