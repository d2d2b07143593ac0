package dev.serin.gateway.rollout;

/** Turns labels into pairs: asks both versions about the labelled image. */
public interface Labels {
  /** Asks in the background; what can be known ends at {@link Experiment#labelled}. */
  void ask(Experiment experiment, String image, String label);
}
