package dev.serin.gateway.images.store;

/** A tier did not do what it was asked for, for a reason that is no surprise. */
final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreException(String message) {
    super(message, null, false, false);
  }
}
