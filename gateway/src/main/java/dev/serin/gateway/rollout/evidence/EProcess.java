package dev.serin.gateway.rollout.evidence;

/** Evidence against one hypothesis, as a function of all counts so far. */
@FunctionalInterface
interface EProcess {
  /** For signals that cannot prove anything. */
  EProcess NONE = (seen, scale) -> 0;

  /**
   * @param seen all counts since the rollout's start
   * @param scale what each count is multiplied by: one, or more to look ahead
   * @return natural logarithm of the e-value
   */
  double log(Tally seen, double scale);
}
