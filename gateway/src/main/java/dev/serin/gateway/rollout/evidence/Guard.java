package dev.serin.gateway.rollout.evidence;

/**
 * What one signal must not show, and what it must.
 *
 * <p>Both bounds are in the signal's own unit: {@code ERRORS} the ratio of the candidate's risk to
 * stable's (1 is equal), {@code LATENCY} how far the chance that the candidate is slower may lie
 * above one half, {@code AGREEMENT} the share of images with another best label, {@code ACCURACY}
 * and {@code CLASSES} the loss of accuracy as a fraction, {@code CONFIDENCE} the shift of the mean
 * best probability to either side. {@code SPLIT} has neither, and {@code CLASSES} proves nothing.
 *
 * @param harm the worst that is still no harm: the null hypothesis "not worse than this"
 * @param proof the least that must be ruled out before the candidate may go on: the null hypothesis
 *     "at least this bad"
 * @param alpha chance, at most, that harm is found where there is none, however often one looks
 * @param beta chance, at most, that harmlessness is found where there is none
 * @param required when a proof gate waits for this signal
 * @param then what harm leads to
 * @param noMoreThan for {@code ERRORS}, the share of units with an error below which the candidate
 *     is harmless whatever the ratio is, above 0 and below 1; not used by others
 * @param labels for {@code CLASSES}, how many labels the model has, at least; not used by others
 */
public record Guard(
    double harm,
    double proof,
    double alpha,
    double beta,
    Required required,
    Reaction then,
    double noMoreThan,
    int labels) {
  /** {@link #noMoreThan} where nobody says otherwise. */
  public static final double NO_MORE_THAN = 0.01;

  /** {@link #labels} where nobody knows. */
  public static final int LABELS = 1_000;

  private static final double ALPHA = 0.01;
  private static final double BETA = 0.05;

  /** What harm leads to. */
  public enum Reaction {
    /** The candidate gets no traffic any more. */
    ABORT,
    /** The weight stays until somebody decides, or labels speak. */
    HOLD
  }

  /** When a proof gate waits for a signal. */
  public enum Required {
    ALWAYS,
    /** From the first label of the rollout on that counts. */
    ONCE_LABELLED,
    NEVER;

    /**
     * @param labelled whether a label has come that counts
     */
    public boolean holds(boolean labelled) {
      return this == ALWAYS || (this == ONCE_LABELLED && labelled);
    }
  }

  public Guard {
    if (!(alpha > 0 && alpha < 1 && beta > 0 && beta < 1)) {
      throw new IllegalArgumentException(
          "alpha " + alpha + " and beta " + beta + " must lie between 0 and 1");
    }
  }

  /**
   * With the usual {@link #noMoreThan} and {@link #labels}.
   *
   * @param required {@link Required#ALWAYS} or {@link Required#NEVER}
   */
  public Guard(
      double harm, double proof, double alpha, double beta, boolean required, Reaction then) {
    this(
        harm,
        proof,
        alpha,
        beta,
        required ? Required.ALWAYS : Required.NEVER,
        then,
        NO_MORE_THAN,
        LABELS);
  }

  /** The same with another {@link #noMoreThan}. */
  public Guard noMoreThan(double share) {
    return new Guard(harm, proof, alpha, beta, required, then, share, labels);
  }

  /** The same, required at other times. */
  public Guard required(Required when) {
    return new Guard(harm, proof, alpha, beta, when, then, noMoreThan, labels);
  }

  /**
   * The guard of a signal with everything but one bound as usual.
   *
   * @param harm bound as above; not used for {@code SPLIT}
   */
  public static Guard of(Signal signal, double harm) {
    return switch (signal) {
      case SPLIT -> new Guard(0, 0, 0.001, BETA, false, Reaction.ABORT);
      case ERRORS -> new Guard(harm, 2, ALPHA, BETA, true, Reaction.ABORT);
      case LATENCY -> new Guard(harm, 0.1, ALPHA, BETA, true, Reaction.ABORT);
      case AGREEMENT -> new Guard(harm, 1.5 * harm, ALPHA, BETA, false, Reaction.HOLD);
      case ACCURACY ->
          new Guard(harm, harm + 0.01, ALPHA, BETA, false, Reaction.ABORT)
              .required(Required.ONCE_LABELLED);
      case CONFIDENCE -> new Guard(harm, 2 * harm, ALPHA, BETA, false, Reaction.HOLD);
      case CLASSES -> new Guard(harm, 0, ALPHA, BETA, false, Reaction.HOLD);
    };
  }

  /** The same for a model with so many labels. */
  public Guard withLabels(int number) {
    return new Guard(harm, proof, alpha, beta, required, then, noMoreThan, number);
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
