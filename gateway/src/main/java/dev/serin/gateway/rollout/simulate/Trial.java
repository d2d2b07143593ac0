package dev.serin.gateway.rollout.simulate;

import java.util.List;

/** One kind of run. Thread-safe. */
interface Trial {
  /** The rules that judge it. */
  List<String> rules();

  /** How many of the rules, from the first on, are Serin's own and keep alpha. */
  default int promising() {
    return 1;
  }

  /** The largest delay of a verdict. */
  int horizon();

  /**
   * Runs once.
   *
   * @param verdicts gets one verdict of each rule, in the order of {@link #rules}
   */
  void run(Dice dice, List<Verdicts> verdicts);
}
