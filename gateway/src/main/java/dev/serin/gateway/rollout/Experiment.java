package dev.serin.gateway.rollout;

import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.routing.UnitHash;
import dev.serin.worker.api.Prediction;

/** One running rollout, as those see it who run both versions on one image. Thread-safe. */
public interface Experiment {
  /** Id of the rollout. */
  String rollout();

  String model();

  String candidate();

  String stable();

  /** Share of stable requests that the candidate also runs, in units of 1/10,000. */
  int shadow();

  /**
   * Both versions answered the same image, and nobody chose it for what they answered.
   *
   * @param unit whose image it is, under the rollout's salt; of each unit one image counts
   * @param image SHA-256 of the image, 64 hexadecimal digits
   * @param stable its best label
   * @param candidate its best label
   */
  void compared(UnitHash unit, String image, Prediction stable, Prediction candidate);

  /**
   * Whether a label of this image would be the first of it, and of its unit. An image whose unit
   * has a label already is left out for good.
   *
   * @param image SHA-256 of the image, 64 hexadecimal digits
   * @param unit keyed hash of the unit, 16 hexadecimal digits
   */
  boolean wantsLabel(String image, String unit);

  /** Both versions were asked about a labelled image; a second one of a unit is left out. */
  void labelled(LabelledPair pair);

  /** Whether the rollout ended, so that work for it is worth nothing any more. */
  boolean isOver();
}
