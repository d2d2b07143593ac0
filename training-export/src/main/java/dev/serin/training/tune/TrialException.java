package dev.serin.training.tune;

/** A training came to nothing, as one that diverged: its settings are bad, the search goes on. */
public final class TrialException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrialException(String message) {
    super(message);
  }

  public TrialException(String message, Throwable cause) {
    super(message, cause);
  }
}
