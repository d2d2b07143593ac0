package dev.serin.gateway.rollout.simulate;

import java.util.List;

/** Says when a rollout is to be aborted. Thread-safe. */
interface Rule {
  /** What never aborts. */
  int NEVER = 0;

  String name();

  /** Minute of the abort, from 1 on, or {@link #NEVER}. */
  int verdict(List<Minute> minutes);
}
