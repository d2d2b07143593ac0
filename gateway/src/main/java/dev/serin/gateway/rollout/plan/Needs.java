package dev.serin.gateway.rollout.plan;

import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.SampleSize;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.plan.Traffic.Rates;

/**
 * How many samples one guard needs, and how fast they come. Samples are requests of both versions
 * for errors, compared canary requests for latency, pairs for agreement and confidence, labels for
 * accuracy and classes.
 */
final class Needs {
  /**
   * {@link SampleSize} is for the bet that is best in hindsight; the mixture of 24 bets costs
   * between nothing and {@code ln 24}. Planned for is half of it, as a factor of the error.
   */
  private static final double MIXTURE = StrictMath.sqrt(24);

  /** Beyond this share of the bound, a run without errors is not to be expected. */
  private static final double HARDLY_ANY = 0.1;

  /** What is assumed where nothing is known yet: share of images on which one alone is right. */
  private static final double DISCORDANT = 0.08;

  /** Likewise: standard deviation of the difference of two best probabilities. */
  private static final double DEVIATION = 0.15;

  private static final double[] RATIOS = {1.2, 1.5, 2, 3, 5, 10, 20};
  private static final double[] SHIFTS = {0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.49};
  private static final double[] SHARES = {0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.9};
  private static final double[] LOSSES = {0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5};

  private final RolloutPlan plan;
  private final Rates rates;

  Needs(RolloutPlan plan, Rates rates) {
    this.plan = plan;
    this.rates = rates;
  }

  /** Effects worth planning for, smallest first, in the guard's unit. */
  static double[] effects(Signal signal) {
    return switch (signal) {
      case SPLIT -> new double[0];
      case ERRORS -> RATIOS;
      case LATENCY, CONFIDENCE -> SHIFTS;
      case AGREEMENT -> SHARES;
      case ACCURACY, CLASSES -> LOSSES;
    };
  }

  /** Samples a second at a weight in units of 1/10,000. */
  double perSecond(Signal signal, int weight) {
    double share = weight / 10_000.0;
    double all = rates.requestsPerSecond();
    return switch (signal) {
      case SPLIT, ERRORS -> all;
      case LATENCY -> all * share;
      case AGREEMENT, CONFIDENCE -> all * (1 - share) * plan.shadow() / 10_000.0;
      case ACCURACY, CLASSES -> rates.labelsPerHour() / 3_600;
    };
  }

  /** Seconds until harm of the size {@code effect} is found. */
  double harm(Signal signal, Guard guard, double effect, int weight) {
    double error = guard.alpha() / MIXTURE;
    double samples =
        switch (signal) {
          case SPLIT -> Double.POSITIVE_INFINITY;
          case ERRORS -> SampleSize.errors(error, effect, guard.harm(), weight, rates.errorRate());
          case LATENCY -> SampleSize.share(error, 0.5 + effect, 0.5 + guard.harm());
          case AGREEMENT -> SampleSize.share(error, effect, guard.harm());
          case CONFIDENCE -> SampleSize.shift(error, effect, guard.harm(), DEVIATION);
          // All images of one class: what comes of one label in as many.
          case CLASSES -> labels(error, effect, guard.harm()) * guard.labels();
          case ACCURACY -> labels(error, effect, guard.harm());
        };
    return seconds(samples, perSecond(signal, weight));
  }

  /** Samples until a candidate that is as good as stable is proven harmless. */
  double proof(Signal signal, Guard guard, int weight) {
    double error = guard.beta() / MIXTURE;
    return switch (signal) {
      case SPLIT, CLASSES -> Double.POSITIVE_INFINITY;
      case ERRORS ->
          Math.min(
              SampleSize.errors(error, 1, guard.proof(), weight, rates.errorRate()),
              rates.errorRate() <= guard.noMoreThan() * HARDLY_ANY
                  ? SampleSize.withoutErrors(guard) * 10_000.0 / weight
                  : Double.POSITIVE_INFINITY);
      case LATENCY -> SampleSize.share(error, 0.5, 0.5 + guard.proof());
      case AGREEMENT -> SampleSize.share(error, guard.harm() / 2, guard.proof());
      case ACCURACY -> labels(error, 0, guard.proof());
      case CONFIDENCE -> SampleSize.shift(error, 0, guard.proof(), DEVIATION);
    };
  }

  static double seconds(double samples, double perSecond) {
    return perSecond > 0 && !Double.isNaN(samples) ? samples / perSecond : Double.POSITIVE_INFINITY;
  }

  private static double labels(double error, double loss, double bound) {
    return SampleSize.labels(error, loss, bound, Math.max(DISCORDANT, loss));
  }
}
