package dev.serin.gateway.rollout;

/** Turns labels into pairs: asks both versions about the labelled image. */
public interface Labels {
  /**
   * Asks in the background; what can be known ends at {@link Experiment#labelled}.
   *
   * @param image SHA-256 of the image, 64 hexadecimal digits
   * @param unit keyed hash of the image's unit, 16 hexadecimal digits
   */
  void ask(Experiment experiment, String image, String unit, String label);
}
