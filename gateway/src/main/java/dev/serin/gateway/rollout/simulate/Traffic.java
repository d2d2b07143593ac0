package dev.serin.gateway.rollout.simulate;

import java.util.List;

/** Makes up the traffic of one rollout along the {@link Ramp}. Thread-safe. */
interface Traffic {
  /** The minutes of one run. */
  List<Minute> minutes(Dice dice);
}
