package dev.serin.gateway.rollout;

import dev.serin.gateway.rollout.Observed.Disagreement;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.evidence.Tally;
import java.util.List;

/**
 * What one of several gateways saw of a rollout, for the one that looks at it. What counts once for
 * a unit, or once for an image, is only claimed: another gateway may have met it before.
 *
 * @param tally the counts, without split, errors and labels
 * @param split units that the weight of the time met first, as far as this gateway knows
 * @param errors units that met their first error
 * @param pairs images whose label was told for the first time
 * @param disagreements images on which the versions disagree most, strongest first, at most ten
 */
public record Sightings(
    Tally tally,
    List<Claim> split,
    List<Claim> errors,
    List<LabelledPair> pairs,
    List<Disagreement> disagreements) {

  /**
   * Units of one arm at one weight.
   *
   * @param weight share of the candidate in units of 1/10,000
   * @param cells of the filter of units
   */
  public record Claim(int weight, boolean canary, List<Integer> cells) {
    public Claim {
      cells = List.copyOf(cells);
    }
  }

  public Sightings {
    split = List.copyOf(split);
    errors = List.copyOf(errors);
    pairs = List.copyOf(pairs);
    disagreements = List.copyOf(disagreements);
  }

  public boolean isEmpty() {
    return tally.isEmpty()
        && split.isEmpty()
        && errors.isEmpty()
        && pairs.isEmpty()
        && disagreements.isEmpty();
  }
}
