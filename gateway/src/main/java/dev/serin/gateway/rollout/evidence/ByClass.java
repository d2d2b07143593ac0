package dev.serin.gateway.rollout.evidence;

import java.util.Map;
import java.util.Optional;

/**
 * Loss of accuracy on any one class: a candidate that is better on average but ruins one class.
 *
 * <p>Each true label has the e-process of the overall accuracy on its own images ({@link Bets}),
 * and {@code E = SUM_c E_c / K} over all K labels of the model, those not seen yet with {@code E_c
 * = 1}. The prior is even and does not look at the data: it is known before the first outcome. That
 * is why K must be told. Given the label, each factor has a mean of at most one where that class is
 * not harmed; so the sum is an e-process where none is. If more than K labels turn up the weights
 * shrink to one over their number: then E has a mean of at most one at each look, but Ville's bound
 * over all looks is no longer exact.
 */
final class ByClass implements EProcess {
  private final Bets oneClass;
  private final int labels;

  ByClass(Guard guard) {
    this.oneClass = Bets.above(Cells.LOSS, guard.harm());
    this.labels = Math.max(1, guard.labels());
  }

  @Override
  public double log(Tally seen, double scale) {
    int met = seen.labels().size();
    int all = Math.max(labels, met);
    double[] logs = new double[met + 1];
    int i = 0;
    for (ValueCounts counts : seen.labels().values()) {
      logs[i++] = oneClass.log(counts, scale);
    }
    logs[met] = all == met ? Double.NEGATIVE_INFINITY : StrictMath.log(all - met);
    return LogSpace.sum(logs) - StrictMath.log(all);
  }

  /** The label with the strongest evidence; the first in the alphabet where several have it. */
  Optional<String> worst(Tally seen) {
    String worst = null;
    double most = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, ValueCounts> entry : seen.labels().entrySet()) {
      double log = oneClass.log(entry.getValue(), 1);
      if (log > most) {
        most = log;
        worst = entry.getKey();
      }
    }
    return Optional.ofNullable(worst);
  }
}
