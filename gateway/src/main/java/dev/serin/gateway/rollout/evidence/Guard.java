package dev.serin.gateway.rollout.evidence;

/**
 * What one signal must not show, and what it must.
 *
 * <p>Both bounds are in the signal's own unit: {@code ERRORS} the ratio of the candidate's risk to
 * stable's (1 is equal), {@code LATENCY} how far the chance that the candidate is slower may lie
 * above one half, {@code AGREEMENT} the share of images with another best label, {@code ACCURACY}
 * and {@code CLASSES} the loss of accuracy as a fraction, {@code CONFIDENCE} the shift of the mean
 * best probability to either side. {@code SPLIT} has neither.
 *
 * @param harm the worst that is still no harm: the null hypothesis "not worse than this"
 * @param proof the least that must be ruled out before the candidate may go on: the null hypothesis
 *     "at least this bad"
 * @param alpha chance, at most, that harm is found where there is none, however often one looks
 * @param beta chance, at most, that harmlessness is found where there is none
 * @param required whether a proof gate waits for this signal
 * @param then what harm leads to
 */
public record Guard(
    double harm, double proof, double alpha, double beta, boolean required, Reaction then) {
  /** What harm leads to. */
  public enum Reaction {
    /** The candidate gets no traffic any more. */
    ABORT,
    /** The weight stays until somebody decides, or labels speak. */
    HOLD
  }

  /** The e-value, as a natural logarithm, at which harm is found. */
  public double harmBar() {
    return -StrictMath.log(alpha);
  }

  /** The e-value, as a natural logarithm, at which harmlessness is found. */
  public double proofBar() {
    return -StrictMath.log(beta);
  }
}
