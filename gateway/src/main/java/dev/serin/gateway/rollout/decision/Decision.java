package dev.serin.gateway.rollout.decision;

/**
 * What to do now.
 *
 * @param action what
 * @param reason why, in words that need no knowledge of statistics; the same as long as nothing
 *     changes
 */
public record Decision(Action action, String reason) {
  /** What can be done at a look. */
  public enum Action {
    /** Nothing: the step is under way. */
    CONTINUE,
    /** The step's time is over, or harm is suspected, and the step is not left. */
    HOLD,
    /** To the next step. */
    ADVANCE,
    /** Beyond the last step. */
    PROMOTE,
    /** The candidate has to go. */
    ABORT
  }
}
