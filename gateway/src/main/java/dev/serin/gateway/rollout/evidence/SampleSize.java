package dev.serin.gateway.rollout.evidence;

import java.util.function.DoubleUnaryOperator;

/**
 * How many samples a decision takes, about: the bar {@code ln(1/error)} over what one sample adds
 * to the logarithm of the best e-process, which is known only afterwards; a mixture needs some more
 * (at most {@code ln 24} on top of the bar). Harm where the truth lies beyond the bound, proof
 * where it lies before it; infinite where it is the bound.
 */
public final class SampleSize {
  private static final int NARROWINGS = 60;
  private static final double GOLDEN = (StrictMath.sqrt(5) - 1) / 2;

  private SampleSize() {}

  /**
   * Requests of both versions together until a ratio of error rates is told from {@code bound}:
   * with errors at the rate {@code w p_c + (1 - w) p_s}, each adds the divergence of the sides that
   * they fall on.
   *
   * @param error alpha for harm, beta for proof
   * @param truth the ratio of the candidate's error rate to stable's
   * @param bound the ratio of the null hypothesis: at most it for harm, at least it for proof
   * @param weight share of the candidate in units of 1/10,000
   * @param rate stable's error rate, 0 to 1
   */
  public static double errors(double error, double truth, double bound, int weight, double rate) {
    double w = weight / 10_000.0;
    double all = rate * (w * truth + 1 - w);
    return -StrictMath.log(error) / (all * divergence(side(w, truth), side(w, bound)));
  }

  /**
   * Units of the candidate, none of which meets an error, until its errors are proven harmless by
   * {@link Guard#noMoreThan}.
   */
  public static long withoutErrors(Guard guard) {
    ErrorProof proof = new ErrorProof(guard);
    Tally one = new Tally();
    one.requests(1, 0);
    double low = 0;
    double high = 1;
    while (proof.log(one, high) < guard.proofBar()) {
      high *= 2;
    }
    while (high - low > 0.5) {
      double middle = (low + high) / 2;
      if (proof.log(one, middle) < guard.proofBar()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (long) StrictMath.ceil(high);
  }

  /**
   * Samples until a share is told from {@code bound}: images for {@code AGREEMENT}. For the mean of
   * values between 0 and 1, as of {@code LATENCY}, it is the most that can be needed.
   *
   * @param error alpha for harm, beta for proof
   */
  public static double share(double error, double truth, double bound) {
    return -StrictMath.log(error) / divergence(truth, bound);
  }

  /**
   * Labelled images until a loss of accuracy is told from {@code bound}.
   *
   * @param error alpha for harm, beta for proof
   * @param loss true loss, as a fraction; below 0 where the candidate is better
   * @param discordant share of images on which exactly one version is right, at least {@code
   *     |loss|}
   */
  public static double labels(double error, double loss, double bound, double discordant) {
    double worse = (discordant + loss) / 2;
    double better = (discordant - loss) / 2;
    return samples(
        error,
        loss > bound,
        bound,
        lambda ->
            worse * StrictMath.log1p(lambda * (1 - bound))
                + better * StrictMath.log1p(lambda * (-1 - bound))
                + (1 - discordant) * StrictMath.log1p(-lambda * bound));
  }

  /**
   * Images that both versions answer until a shift of confidence is told from {@code bound}. Harm
   * to either side has half of the error; harmlessness must be proven to both sides.
   *
   * @param error alpha for harm, beta for proof
   * @param shift true mean shift, -1 to 1
   * @param deviation standard deviation of the difference on one image
   */
  public static double shift(double error, double shift, double bound, double deviation) {
    double mean = Math.abs(shift);
    boolean harm = mean > bound;
    double top = Math.min(1, mean + deviation);
    double low = Math.max(-1, mean - deviation);
    return samples(
        harm ? error / 2 : error,
        harm,
        bound,
        lambda ->
            (StrictMath.log1p(lambda * (top - bound)) + StrictMath.log1p(lambda * (low - bound)))
                / 2);
  }

  /** Takes the best bet on values between -1 and 1 by golden section: the growth is concave. */
  private static double samples(
      double error, boolean up, double bound, DoubleUnaryOperator growth) {
    double low = up ? 0 : -1 / (1 - bound);
    double high = up ? 1 / (1 + bound) : 0;
    for (int i = 0; i < NARROWINGS; i++) {
      double left = high - GOLDEN * (high - low);
      double right = low + GOLDEN * (high - low);
      if (growth.applyAsDouble(left) < growth.applyAsDouble(right)) {
        low = left;
      } else {
        high = right;
      }
    }
    double best = growth.applyAsDouble((low + high) / 2);
    return best > 0 ? -StrictMath.log(error) / best : Double.POSITIVE_INFINITY;
  }

  private static double side(double w, double ratio) {
    return w * ratio / (w * ratio + 1 - w);
  }

  /** Kullback-Leibler divergence of two coins, in nats. */
  private static double divergence(double p, double q) {
    return term(p, q) + term(1 - p, 1 - q);
  }

  private static double term(double p, double q) {
    return p == 0 ? 0 : p * StrictMath.log(p / q);
  }
}
