package dev.serin.gateway.rollout.evidence;

import java.util.NavigableMap;

/**
 * Proof that a candidate's errors are harmless. There are two ways, and the e-value is the mean of
 * both: either one suffices, at half of beta each. The null hypothesis is that <i>both</i> bounds
 * are broken; there each of the two is an e-process, and so is their mean.
 *
 * <ul>
 *   <li>The ratio of risks is below {@code proof} ({@link RelativeRisk}). That needs errors to
 *       compare: without any it never comes.
 *   <li>Fewer than {@code noMoreThan} of the candidate's units meet an error. Trials are the units
 *       that it met, because a unit counts one error at most: a request of a heavy user whose error
 *       was counted before is no success. Each unit's first request is one of a unit without an
 *       error so far; the later ones of such units would be trials too, and are left out: fewer
 *       successes make a smaller e-value, so the bound holds. As units never move back when the
 *       weight rises, the most that one weight has met bounds them from below. Where units are not
 *       counted at all, requests are the trials.
 * </ul>
 */
final class ErrorProof implements EProcess {
  private final RelativeRisk ratio;
  private final Bets share;

  ErrorProof(Guard guard) {
    this.ratio = RelativeRisk.below(guard.proof());
    this.share = Bets.hardlyAny(guard.noMoreThan());
  }

  @Override
  public double log(Tally seen, double scale) {
    long errors = seen.errors().canary();
    ValueCounts units = new ValueCounts();
    units.add(0, Math.max(0, trials(seen) - errors));
    units.add(1, errors);
    return LogSpace.mean(ratio.log(seen.errors(), scale), share.log(units, scale));
  }

  private static long trials(Tally seen) {
    NavigableMap<Integer, ArmCounts.Arms> split = seen.split().byWeight();
    if (split.isEmpty()) {
      return seen.canaryRequests();
    }
    long units = 0;
    for (ArmCounts.Arms arms : split.values()) {
      units = Math.max(units, arms.canary());
    }
    return Math.min(units, seen.canaryRequests());
  }
}
