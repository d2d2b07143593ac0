package dev.serin.gateway.rollout.plan;

import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.Step;
import dev.serin.gateway.rollout.evidence.Evidence;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Outlook;
import dev.serin.gateway.rollout.evidence.Reading;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.rollout.plan.Arrivals.Part;
import java.util.Arrays;
import java.util.Map;

/**
 * When the guards of a plan are proven for a candidate as good as stable, in four of five rollouts:
 * each guard's own evidence is fed with random counts, many times. No formula does as well: what a
 * mixture of bets costs, what chance adds, the two ways of {@code errors} and the cells of the
 * split all move it by tens of percents.
 */
final class Forecast {
  /** Expected counts are no whole numbers: this is how many parts one has. */
  private static final double PARTS = 1e6;

  /** Seconds beyond which nobody waits. */
  private static final double NEVER = 1e9;

  private static final int HALVINGS = 80;
  private static final int RUNS = 100;

  /** So many of the rollouts have the proof at the time that is told. */
  private static final int PROVEN = 80;

  /** Looks around the time at which expected counts would be proof, each so much later. */
  private static final double LATER = 1.06;

  private static final double EARLIEST = 0.03;
  private static final double LATEST = 12;

  private final RolloutPlan plan;
  private final Arrivals arrivals;
  private final int gate;
  private final double begun;

  /**
   * A proof.
   *
   * @param samples how many it takes
   * @param seconds after the start of the first step with a proof gate; infinite for never
   */
  record Proof(double samples, double seconds) {}

  Forecast(RolloutPlan plan, Arrivals arrivals) {
    this.plan = plan;
    this.arrivals = arrivals;
    int first = 0;
    double seconds = 0;
    while (!plan.steps().get(first).proof()) {
      seconds += plan.steps().get(first++).duration().toMillis() / 1e3;
    }
    this.gate = first;
    this.begun = seconds;
  }

  /** Index of the first step with a proof gate. */
  int gate() {
    return gate;
  }

  /** For a candidate as good as stable. */
  Proof proof(Signal signal, Guard guard) {
    Outlook outlook = new Outlook(signal, guard);
    Tally before = before(Forecast::parts);
    double expected = expected(outlook, before);
    if (Double.isInfinite(expected)) {
      return new Proof(expected, expected);
    }
    RandomCounts counts = new RandomCounts();
    double[] seconds = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      seconds[run] = seconds(signal, guard, Math.max(1, begun + expected), counts);
    }
    Arrays.sort(seconds);
    double most = seconds[PROVEN - 1];
    return new Proof(
        Double.isInfinite(most) ? most : outlook.samples(at(before, most), 1 / PARTS), most);
  }

  /** The time at which the expected counts are proof. */
  private double expected(Outlook outlook, Tally before) {
    if (!outlook.proves(at(before, NEVER), 1 / PARTS)) {
      return Double.POSITIVE_INFINITY;
    }
    double low = 0;
    double high = NEVER;
    for (int i = 0; i < HALVINGS && high - low > 0.1; i++) {
      // Halves the exponent, so that the near future costs no more steps than the far one.
      double middle = Math.sqrt((low + 1) * (high + 1)) - 1;
      if (outlook.proves(at(before, middle), 1 / PARTS)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** The time of the proof in one rollout. */
  private double seconds(Signal signal, Guard guard, double about, RandomCounts counts) {
    Evidence evidence = Evidence.none(Map.of(signal, guard)).plus(before(counts));
    double from = 0;
    double to = 0;
    while (evidence.readings().getOrDefault(signal, Reading.NONE).proof() < guard.proofBar()) {
      from = to;
      to = Math.max(about * EARLIEST, to * LATER);
      if (to > about * LATEST) {
        return Double.POSITIVE_INFINITY;
      }
      Tally tally = new Tally();
      arrivals.add(new Part(gate, begun, from, to), 0, counts, tally);
      evidence = evidence.plus(tally);
    }
    return to;
  }

  /** Samples a second in a step's own time. */
  double perSecond(Signal signal, Guard guard, int step) {
    double start = 0;
    for (Step earlier : plan.steps().subList(0, step)) {
      start += earlier.duration().toMillis() / 1e3;
    }
    double seconds = plan.steps().get(step).duration().toMillis() / 1e3;
    Tally tally = new Tally();
    arrivals.add(new Part(step, start, 0, seconds), 0, Forecast::parts, tally);
    double counted =
        signal == Signal.ERRORS
            ? tally.errors().total() / PARTS
            : new Outlook(signal, guard).samples(tally, 1 / PARTS);
    return counted / seconds;
  }

  private Tally before(Arrivals.Draw draw) {
    Tally tally = new Tally();
    double start = 0;
    for (int step = 0; step < gate; step++) {
      double seconds = plan.steps().get(step).duration().toMillis() / 1e3;
      arrivals.add(new Part(step, start, 0, seconds), 0, draw, tally);
      start += seconds;
    }
    return tally;
  }

  private Tally at(Tally before, double seconds) {
    Tally tally = before.copy();
    arrivals.add(new Part(gate, begun, 0, seconds), 0, Forecast::parts, tally);
    return tally;
  }

  private static long parts(double expected) {
    return Math.round(Math.min(expected, 1e12) * PARTS);
  }
}
