package dev.serin.gateway.rollout.evidence;

import java.util.Optional;
import java.util.OptionalLong;

/** Reads one signal from the counts. Thread-safe; the same for the whole rollout. */
final class SignalReader {
  /** Nobody waits for a million times what was seen. */
  private static final double AHEAD_MAX = 1 << 20;

  private final Signal signal;
  private final Guard guard;
  private final EProcess harm;
  private final EProcess proof;

  SignalReader(Signal signal, Guard guard) {
    this.signal = signal;
    this.guard = guard;
    this.harm = Processes.harm(signal, guard);
    this.proof = Processes.proof(signal, guard);
  }

  /** Whether {@code more} can change the reading. */
  boolean concerns(Tally more) {
    return samples(more) > 0
        || (signal == Signal.ERRORS && !(more.errors().isEmpty() && more.split().isEmpty()));
  }

  /**
   * @param seen all counts
   * @param before the reading at the look before
   */
  Reading read(Tally seen, Reading before) {
    return new Reading(
        samples(seen),
        Math.max(before.harm(), harm.log(seen, 1)),
        Math.max(before.proof(), proof.log(seen, 1)));
  }

  /**
   * @param seen all counts
   * @param now the reading of them
   */
  Estimate estimate(Tally seen, Reading now) {
    Interval interval = interval(seen);
    return new Estimate(
        interval.value(),
        interval.low(),
        interval.high(),
        ahead(harm, seen, guard.harmBar(), now.harm()),
        ahead(proof, seen, guard.proofBar(), now.proof()));
  }

  /**
   * Whether counts like these, times {@code scale}, prove that there is no harm.
   *
   * @param like counts in the proportions that are expected
   */
  boolean proves(Tally like, double scale) {
    return proof.log(like, scale) >= guard.proofBar();
  }

  /** The label that {@link Signal#CLASSES} suspects most. */
  Optional<String> worst(Tally seen) {
    return harm instanceof ByClass byClass ? byClass.worst(seen) : Optional.empty();
  }

  long samples(Tally seen) {
    return switch (signal) {
      case SPLIT -> seen.split().total();
      case ERRORS -> seen.canaryRequests();
      case LATENCY -> seen.latency().total();
      case AGREEMENT -> seen.agreement().total();
      case CONFIDENCE -> seen.confidence().total();
      case ACCURACY, CLASSES -> seen.labels().values().stream().mapToLong(ValueCounts::total).sum();
    };
  }

  private Interval interval(Tally seen) {
    double alpha = guard.alpha();
    return switch (signal) {
      case SPLIT -> Interval.UNKNOWN;
      case ERRORS -> Interval.ratio(seen.errors(), alpha);
      case LATENCY -> Interval.mean(seen.latency(), Cells.LATENCY, alpha).minus(0.5);
      case AGREEMENT -> Interval.mean(seen.agreement(), Cells.YES_NO, alpha);
      case ACCURACY -> Interval.mean(Processes.pairs(seen), Cells.LOSS, alpha);
      case CONFIDENCE -> Interval.mean(seen.confidence(), Cells.CONFIDENCE, alpha);
      case CLASSES ->
          // Each class may turn out to be the worst one, so each has its part of alpha only.
          worst(seen)
              .map(seen.labels()::get)
              .map(counts -> Interval.mean(counts, Cells.LOSS, alpha / guard.labels()))
              .orElse(Interval.UNKNOWN);
    };
  }

  /**
   * How many more samples like those so far take the e-value to its bar. All counts are multiplied
   * until it is there: a mixture's logarithm is convex in that and begins at zero, so it gets there
   * once and stays.
   */
  private OptionalLong ahead(EProcess process, Tally seen, double bar, double found) {
    if (found >= bar) {
      return OptionalLong.of(0);
    }
    if (process.log(seen, AHEAD_MAX) < bar) {
      return OptionalLong.empty();
    }
    double below = 1;
    double enough = AHEAD_MAX;
    while (enough - below > 1e-3 * below) {
      // Halves the exponent first, so that the near future costs no more steps than the far one.
      double middle = StrictMath.sqrt(below * enough);
      if (process.log(seen, middle) < bar) {
        below = middle;
      } else {
        enough = middle;
      }
    }
    return OptionalLong.of((long) StrictMath.ceil((enough - 1) * samples(seen)));
  }
}
