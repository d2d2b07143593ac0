package dev.serin.gateway.purge;

/** A cache that did not do as it was told. Its message may be shown. */
final class PurgeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PurgeException(String message) {
    super(message, null, false, false);
  }
}
