package dev.serin.training.runs;

/** A run folder that cannot be read. The message names it and says why. */
public final class RunException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RunException(String message) {
    super(message);
  }
}
