package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.stats.ClopperPearson;
import java.util.List;

/**
 * What came of one cell.
 *
 * @param verdicts in the order of the trial's rules; the first is Serin's own
 */
record Result(Cell cell, List<Verdicts> verdicts) {
  /** Of the production rule. */
  Verdicts serin() {
    return verdicts.get(0);
  }

  /** Whether the false-abort rate is surely above what the guards promise. */
  boolean breaksPromise() {
    double promised = cell.section() == Cell.Section.TOGETHER ? 5 * Guards.ALPHA : Guards.ALPHA;
    return cell.section().isNull()
        && verdicts.stream()
            .limit(cell.trial().promising())
            .anyMatch(own -> ClopperPearson.interval(own.fired(), own.runs()).low() > promised);
  }
}
