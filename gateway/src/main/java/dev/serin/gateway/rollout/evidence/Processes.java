package dev.serin.gateway.rollout.evidence;

/** The e-processes of each signal. */
final class Processes {
  private Processes() {}

  /** Against "no harm". */
  static EProcess harm(Signal signal, Guard guard) {
    double bound = guard.harm();
    return switch (signal) {
      case SPLIT -> new SplitCheck();
      case ERRORS -> {
        RelativeRisk risk = RelativeRisk.above(bound);
        yield (seen, scale) -> risk.log(seen.errors(), scale);
      }
      case LATENCY -> {
        Bets bets = Bets.above(Cells.LATENCY, 0.5 + bound);
        yield (seen, scale) -> bets.log(seen.latency(), scale);
      }
      case AGREEMENT -> {
        Bets bets = Bets.moreThan(bound);
        yield (seen, scale) -> bets.log(seen.agreement(), scale);
      }
      case ACCURACY -> {
        Bets bets = Bets.above(Cells.LOSS, bound);
        yield (seen, scale) -> bets.log(pairs(seen), scale);
      }
      case CONFIDENCE -> {
        // Either side at half of alpha: the mean of both at the whole.
        Bets surer = Bets.above(Cells.CONFIDENCE, bound);
        Bets lessSure = Bets.below(Cells.CONFIDENCE, -bound);
        yield (seen, scale) ->
            LogSpace.mean(
                surer.log(seen.confidence(), scale), lessSure.log(seen.confidence(), scale));
      }
      case CLASSES -> new ByClass(guard);
    };
  }

  /** Against "harm". */
  static EProcess proof(Signal signal, Guard guard) {
    double bound = guard.proof();
    return switch (signal) {
      case SPLIT, CLASSES -> EProcess.NONE;
      case ERRORS -> new ErrorProof(guard);
      case LATENCY -> {
        Bets bets = Bets.below(Cells.LATENCY, 0.5 + bound);
        yield (seen, scale) -> bets.log(seen.latency(), scale);
      }
      case AGREEMENT -> {
        Bets bets = Bets.below(Cells.YES_NO, bound);
        yield (seen, scale) -> bets.log(seen.agreement(), scale);
      }
      case ACCURACY -> {
        Bets bets = Bets.below(Cells.LOSS, bound);
        yield (seen, scale) -> bets.log(pairs(seen), scale);
      }
      case CONFIDENCE -> {
        // The null is a union: shifted up or shifted down. Whichever of them is true, one of the
        // two is an e-process, and the smaller of the two is never above it.
        Bets notUp = Bets.below(Cells.CONFIDENCE, bound);
        Bets notDown = Bets.above(Cells.CONFIDENCE, -bound);
        yield (seen, scale) ->
            Math.min(notUp.log(seen.confidence(), scale), notDown.log(seen.confidence(), scale));
      }
    };
  }

  /** All labelled images together: what the candidate gained or lost on each. */
  static ValueCounts pairs(Tally seen) {
    ValueCounts all = new ValueCounts();
    seen.labels().values().forEach(all::addAll);
    return all;
  }
}
