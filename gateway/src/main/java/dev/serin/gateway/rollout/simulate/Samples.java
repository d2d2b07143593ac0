package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.evidence.Tally;

/** Makes up what one signal sees. Thread-safe. */
interface Samples {
  /** Adds one observation. */
  void draw(Dice dice, Tally tally);
}
