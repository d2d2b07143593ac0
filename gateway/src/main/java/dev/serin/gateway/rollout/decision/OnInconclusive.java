package dev.serin.gateway.rollout.decision;

/** What becomes of a step whose deadline passed and whose evidence says neither way. */
public enum OnInconclusive {
  /** Stay, until evidence or a person decides. */
  HOLD,
  /** Go on all the same. */
  ADVANCE,
  /** Give the candidate up. */
  ABORT
}
