package dev.serin.gateway.rollout.decision;

import java.util.Locale;

/** What a person can tell a rollout. */
public enum Command {
  /** Stops the step's clock; the weight stays. Harm still aborts. */
  PAUSE,
  /** Lets the clock go on; from a hold for harm, it means that the harm is seen and taken. */
  RESUME,
  /** Makes the candidate stable now, whatever the evidence says. */
  PROMOTE,
  /** Takes the candidate out of traffic; after a promotion, brings the former version back. */
  ABORT;

  /** As paths and the command line spell it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
