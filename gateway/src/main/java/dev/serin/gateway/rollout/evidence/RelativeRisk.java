package dev.serin.gateway.rollout.evidence;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much likelier an event is on the candidate's side, from the side on which each event fell.
 *
 * <p><b>Law of one event.</b> A unit goes to the candidate with the known chance {@code w},
 * whatever it is like. At some moment an event has the chance {@code p} on stable's side and {@code
 * r p} on the candidate's. By Bayes' rule an event that happened is the candidate's with chance
 *
 * <pre>theta_w(r) = w r p / (w r p + (1 - w) p) = w r / (w r + 1 - w):</pre>
 *
 * {@code p} cancels. So it may change from moment to moment in any way that both sides share:
 * outages, days and nights, bursts.
 *
 * <p><b>E-process.</b> Against "r is at most r0", with alternatives {@code r_j > r0} equally likely
 * a priori, x = 1 where an event was the candidate's:
 *
 * <pre>E = MEAN_j PRODUCT_i (theta(r_j)/theta(r0))^x ((1-theta(r_j))/(1-theta(r0)))^(1-x)</pre>
 *
 * Given the past, the mean of a factor under the true r is {@code theta(r) a + (1 - theta(r)) b}
 * with {@code a = theta(r_j)/theta(r0) > 1 > b}: it rises with theta(r), which rises with r, and is
 * one at r0. So it is at most one for <i>all</i> r up to r0, also where r changes on the way. The
 * weight of each event is known before its side is, so weights may change in any way that depends
 * on the past only. Against "r is at least r1" the same holds with {@code r_j < r1}. Since {@code
 * theta(r_j)/theta(r0) = (r_j/r0) d} and {@code (1-theta(r_j))/(1-theta(r0)) = d} with {@code d =
 * (w r0 + 1 - w)/(w r_j + 1 - w)}, counts by side and weight are all it needs.
 *
 * <p><b>One event for each unit.</b> Requests of a unit share their side, so only a unit's first
 * error counts, and units that met one leave. For r in [1, r0] more units are left on stable's side
 * than the weight says, so the next error is the candidate's with at most theta(r): E stays a
 * supermartingale. For r below 1 the candidate's units leave more slowly, and late in a rollout in
 * which most units met an error the next one is theirs more often than theta(r); but couple the
 * candidate's units with those of a world where r is 1: each meets its error later, so at each
 * moment there are fewer of them, and E grows with each (an error counts less at the higher weights
 * of later steps, so later is never worse). So E is below that world's E at each moment, and
 * Ville's bound for r = 1 holds. The other direction has no such help: a bad candidate uses up its
 * units faster, which makes it look better. What is then proven is about the risk of a unit to meet
 * an error at all; it is r as long as few units meet one (r shrinks by about (r - 1) times the
 * share of units that met one on stable).
 *
 * <p>Thread-safe; keeps the logarithms of each weight that was ever seen.
 */
final class RelativeRisk {
  /** Largest ratio that is thought of, and one over the smallest. */
  private static final double RATIO_MAX = 20;

  private final double ratio;
  private final double[] alternatives;
  private final double[] canary;
  private final Map<Integer, double[]> byWeight = new ConcurrentHashMap<>();

  private RelativeRisk(double ratio, double[] alternatives) {
    this.ratio = ratio;
    this.alternatives = alternatives;
    this.canary = new double[alternatives.length];
    for (int j = 0; j < canary.length; j++) {
      canary[j] = StrictMath.log(alternatives[j] / ratio);
    }
  }

  /** Against "the ratio is at most {@code ratio}", with alternatives up to 20. */
  static RelativeRisk above(double ratio) {
    check(ratio);
    return new RelativeRisk(ratio, Grid.beyond(ratio, Math.max(RATIO_MAX, 2 * ratio)));
  }

  /** Against "the ratio is at least {@code ratio}", with alternatives down to 1/20. */
  static RelativeRisk below(double ratio) {
    check(ratio);
    return new RelativeRisk(ratio, Grid.beyond(ratio, Math.min(1 / RATIO_MAX, ratio / 2)));
  }

  /** {@link #above} with alternatives that keep their distance, wherever {@code ratio} lies. */
  static RelativeRisk wellAbove(double ratio) {
    return new RelativeRisk(ratio, Grid.beyond(ratio, ratio * RATIO_MAX));
  }

  /** {@link #below} with alternatives that keep their distance, wherever {@code ratio} lies. */
  static RelativeRisk wellBelow(double ratio) {
    return new RelativeRisk(ratio, Grid.beyond(ratio, ratio / RATIO_MAX));
  }

  /** Against "the ratio is one", to both sides: from 1 % off to {@link #RATIO_MAX} times. */
  static RelativeRisk otherThanOne() {
    double[] off = Grid.between(0.01, StrictMath.log(RATIO_MAX));
    double[] alternatives = new double[2 * off.length];
    for (int j = 0; j < off.length; j++) {
      alternatives[2 * j] = StrictMath.exp(-off[j]);
      alternatives[2 * j + 1] = StrictMath.exp(off[j]);
    }
    return new RelativeRisk(1, alternatives);
  }

  private static void check(double ratio) {
    if (!(ratio > 0 && ratio < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a ratio of " + ratio + " is not above 0 and finite");
    }
  }

  /**
   * @param scale what each count is multiplied by: one, or more to look ahead
   * @return natural logarithm of E
   */
  double log(ArmCounts counts, double scale) {
    double[] sums = new double[alternatives.length];
    counts.byWeight().forEach((weight, arms) -> add(sums, weight, arms, scale));
    return LogSpace.mean(sums);
  }

  /** E of one weight alone. */
  double log(int weight, ArmCounts.Arms arms, double scale) {
    double[] sums = new double[alternatives.length];
    add(sums, weight, arms, scale);
    return LogSpace.mean(sums);
  }

  private void add(double[] sums, int weight, ArmCounts.Arms arms, double scale) {
    double[] any = byWeight.computeIfAbsent(weight, this::anySide);
    double all = (arms.canary() + arms.stable()) * scale;
    double own = arms.canary() * scale;
    for (int j = 0; j < sums.length; j++) {
      sums[j] += all * any[j] + own * canary[j];
    }
  }

  private double[] anySide(int weight) {
    double w = weight / 10_000.0;
    double[] logs = new double[alternatives.length];
    for (int j = 0; j < logs.length; j++) {
      logs[j] = StrictMath.log((w * ratio + 1 - w) / (w * alternatives[j] + 1 - w));
    }
    return logs;
  }
}
