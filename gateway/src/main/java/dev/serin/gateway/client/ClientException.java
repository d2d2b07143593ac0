package dev.serin.gateway.client;

import org.jspecify.annotations.Nullable;

/** The server cannot be reached or refuses. Its message is one sentence for people. */
final class ClientException extends Exception {
  private static final long serialVersionUID = 1L;

  ClientException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
