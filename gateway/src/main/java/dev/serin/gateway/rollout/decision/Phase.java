package dev.serin.gateway.rollout.decision;

import java.util.Locale;

/** Where a rollout stands. */
public enum Phase {
  /** A step is under way. */
  PROGRESSING,
  /** The step's time is over, or harm is suspected: more evidence or a person must decide. */
  HOLDING,
  /** A person stopped the clock; the weight stays. */
  PAUSED,
  /** The candidate is the stable version. */
  PROMOTED,
  /** The candidate gets no traffic. */
  ABORTED;

  /** Whether the rollout is over. */
  public boolean isFinal() {
    return this == PROMOTED || this == ABORTED;
  }

  /** As answers and plans spell it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
