package dev.serin.gateway.images.store;

import java.io.IOException;

/** What was read is not what its name says. */
final class DamagedImageException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedImageException(String message) {
    super(message);
  }
}
