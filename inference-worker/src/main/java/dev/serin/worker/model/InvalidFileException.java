package dev.serin.worker.model;

import java.io.IOException;

/** A file of a model version is not what it must be. The message says which, where and why. */
public final class InvalidFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public InvalidFileException(String message) {
    super(message);
  }
}
