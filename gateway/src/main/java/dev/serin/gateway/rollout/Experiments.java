package dev.serin.gateway.rollout;

import dev.serin.gateway.rollout.decision.RolloutPlan;
import java.util.List;

/**
 * The serving path's side of rollouts: it splits traffic as told, and counts what comes of it. At
 * most one experiment for each model. All methods may be called from any thread.
 */
public interface Experiments {
  /**
   * Begins to split and to observe, or goes on after a restart. One that is open is replaced, and
   * what it saw is gone; its split goes on without a gap.
   *
   * @param rollout id of the rollout, which is also the salt of its split
   * @param weight share of the candidate in units of 1/10,000
   * @param before what was journaled of this rollout, in order; its tallies are not counted again
   */
  void open(String rollout, RolloutPlan plan, int weight, List<Observed> before);

  /** Sets the share of the candidate, in units of 1/10,000, from the next request on. */
  void weight(String rollout, int weight);

  /** Takes what was seen since the last call. */
  Observed drain(String rollout);

  /** Takes back what was drained and could not be journaled. */
  void restore(String rollout, Observed drained);

  /** Takes what was seen since the last call, for another gateway that looks at the rollout. */
  Sightings sightings(String rollout);

  /** Adds what another gateway saw; units that this one has met are not counted again. */
  void absorb(String rollout, Sightings seen);

  /** Ends it: all traffic is on the stable side at once, and nothing is observed any more. */
  void close(String rollout);

  /** Makes {@code version} the stable one of {@code model}; an empty string takes that back. */
  void stable(String model, String version);

  /**
   * Takes {@code version} back: every kept answer of it is forgotten, here and in the caches in
   * front. Also called at each start, for the versions that were aborted before.
   */
  void purge(String model, String version);

  /** Labels again an image that was labelled before, and whose pair was not journaled. */
  void label(String rollout, RolloutStore.Label label);
}
