package dev.serin.gateway.rollout;

import dev.serin.gateway.rollout.Observed.Disagreement;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.evidence.Tally;
import java.util.List;

/**
 * What one of several gateways saw of a rollout, for the one that looks at it. What counts once for
 * a unit, or once for an image, is only claimed: another gateway may have met it before.
 *
 * @param tally requests and what was left out
 * @param split units that the weight of the time met first, as far as this gateway knows
 * @param errors units that met their first error
 * @param timings canary requests whose latency was compared
 * @param comparisons images that both versions answered
 * @param pairs images whose label was told for the first time
 * @param repeated labelled images that were left out, because their units had a label
 * @param disagreements images on which the versions disagree most, strongest first, at most ten
 */
public record Sightings(
    Tally tally,
    List<Claim> split,
    List<Claim> errors,
    List<Timing> timings,
    List<Comparison> comparisons,
    List<LabelledPair> pairs,
    List<String> repeated,
    List<Disagreement> disagreements) {

  /**
   * The latency of a canary request beside stable ones.
   *
   * @param unit cell of the unit whose request it was
   */
  public record Timing(int unit, List<Partner> partners) {
    public Timing {
      partners = List.copyOf(partners);
    }
  }

  /**
   * A stable request that a canary request was compared with.
   *
   * @param unit cell of the unit whose request it was
   * @param halves 2 where the canary request was slower, 1 where it took as long, else 0
   */
  public record Partner(int unit, int halves) {}

  /**
   * What both versions said of an image.
   *
   * @param unit cell of the image's unit
   * @param image cell of the image
   * @param disagree whether they gave it two best labels
   * @param confidence difference of their best probabilities, in steps of the tally
   */
  public record Comparison(int unit, int image, boolean disagree, int confidence) {}

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
    timings = List.copyOf(timings);
    comparisons = List.copyOf(comparisons);
    pairs = List.copyOf(pairs);
    repeated = List.copyOf(repeated);
    disagreements = List.copyOf(disagreements);
  }

  /** Of what other gateways may have met too, without the units that were compared. */
  public Sightings(
      Tally tally,
      List<Claim> split,
      List<Claim> errors,
      List<LabelledPair> pairs,
      List<Disagreement> disagreements) {
    this(tally, split, errors, List.of(), List.of(), pairs, List.of(), disagreements);
  }

  public boolean isEmpty() {
    return tally.isEmpty()
        && split.isEmpty()
        && errors.isEmpty()
        && timings.isEmpty()
        && comparisons.isEmpty()
        && repeated.isEmpty()
        && pairs.isEmpty()
        && disagreements.isEmpty();
  }
}
