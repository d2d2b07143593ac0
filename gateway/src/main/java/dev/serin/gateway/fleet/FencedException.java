package dev.serin.gateway.fleet;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemException;

/**
 * The lease under which something was decided is not held any more, so nothing of it was kept: by
 * now another gateway may have decided otherwise.
 */
public final class FencedException extends ProblemException {
  private static final long serialVersionUID = 1L;

  /**
   * @param term under which it was decided
   */
  public FencedException(long term) {
    super(
        new Problem(
            ProblemCode.STORAGE_DOWN,
            "nothing was changed: another gateway drives the rollouts now",
            true),
        "the lease of term " + term + " is not held any more",
        null);
  }
}
