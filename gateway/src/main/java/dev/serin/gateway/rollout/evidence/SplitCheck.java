package dev.serin.gateway.rollout.evidence;

import java.util.Map;

/**
 * Whether the candidate's share of the units is its weight (sample-ratio mismatch; Lindon and
 * Malek, arXiv 2011.03567): {@link RelativeRisk} with ratio one, to both sides, on all units.
 *
 * <p>Each weight is tested by itself, since each meets the same units again and their sides hang
 * together: products over weights would not be e-processes, and a sum need not obey Ville's
 * inequality. So the k-th weight, in rising order, gets the part {@code 1 / (k (k + 1))} of alpha,
 * and the largest {@code E_k / (k (k + 1))} is what counts: the parts sum to less than one, and the
 * bound holds by summing over the weights, however they depend on each other.
 */
final class SplitCheck implements EProcess {
  private final RelativeRisk oneWeight = RelativeRisk.otherThanOne();

  @Override
  public double log(Tally seen, double scale) {
    double largest = Double.NEGATIVE_INFINITY;
    int k = 0;
    for (Map.Entry<Integer, ArmCounts.Arms> entry : seen.split().byWeight().entrySet()) {
      k++;
      double log = oneWeight.log(entry.getKey(), entry.getValue(), scale);
      largest = Math.max(largest, log - StrictMath.log((double) k * (k + 1)));
    }
    return k == 0 ? 0 : largest;
  }
}
