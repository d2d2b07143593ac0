package dev.serin.gateway.rollout.decision;

/** A command that makes no sense where the rollout stands. Its message may be shown. */
public final class IllegalCommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IllegalCommandException(String message) {
    super(message);
  }
}
