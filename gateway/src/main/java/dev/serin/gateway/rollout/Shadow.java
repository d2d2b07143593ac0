package dev.serin.gateway.rollout;

import dev.serin.gateway.routing.UnitHash;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.EncodedImage;

/** Runs the candidate on what stable has answered. */
public interface Shadow {
  /**
   * Takes the image, which it retains, or drops it; returns at once either way, and never fails.
   *
   * @param unit whose image it is, under the rollout's salt
   */
  void offer(Experiment experiment, UnitHash unit, EncodedImage image, Classification stable);
}
