package dev.serin.gateway.rollout.plan;

/** A plan that cannot be used. Its message says what is wrong, where, and what is allowed. */
public final class PlanException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PlanException(String message) {
    super(message, null, false, false);
  }
}
