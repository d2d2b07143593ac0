package dev.serin.gateway.rollout.plan;

import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.SampleSize;
import dev.serin.gateway.rollout.evidence.Signal;

/**
 * How long one guard takes to find harm. Samples are errors of both versions for errors, compared
 * canary requests for latency, pairs for agreement and confidence, labels for accuracy and classes.
 */
final class Needs {
  /**
   * {@link SampleSize} is for the bet that is best in hindsight; the mixture of 24 bets costs
   * between nothing and {@code ln 24}. Planned for is half of it, as a factor of the error.
   */
  private static final double MIXTURE = StrictMath.sqrt(24);

  private static final double[] RATIOS = {1.2, 1.5, 2, 3, 5, 10, 20};
  private static final double[] SHIFTS = {0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.49};
  private static final double[] SHARES = {0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.9};
  private static final double[] LOSSES = {0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5};

  private final RolloutPlan plan;
  private final Forecast forecast;

  Needs(RolloutPlan plan, Forecast forecast) {
    this.plan = plan;
    this.forecast = forecast;
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

  /** Seconds of a step until harm of the size {@code effect} is found. */
  double harm(Signal signal, Guard guard, double effect, int step) {
    int weight = plan.steps().get(step).weight();
    double error = guard.alpha() / MIXTURE;
    double samples =
        switch (signal) {
          case SPLIT -> Double.POSITIVE_INFINITY;
          case ERRORS -> SampleSize.errors(error, effect, guard.harm(), weight, 1);
          case LATENCY -> SampleSize.share(error, 0.5 + effect, 0.5 + guard.harm());
          case AGREEMENT -> SampleSize.share(error, effect, guard.harm());
          case CONFIDENCE -> SampleSize.shift(error, effect, guard.harm(), Arrivals.DEVIATION);
          // All images of one class: what comes of one label in as many.
          case CLASSES -> labels(error, effect, guard.harm()) * guard.labels();
          case ACCURACY -> labels(error, effect, guard.harm());
        };
    return seconds(samples, forecast.perSecond(signal, guard, step));
  }

  static double seconds(double samples, double perSecond) {
    return perSecond > 0 && !Double.isNaN(samples) ? samples / perSecond : Double.POSITIVE_INFINITY;
  }

  private static double labels(double error, double loss, double bound) {
    return SampleSize.labels(error, loss, bound, Math.max(Arrivals.DISCORDANT, loss));
  }
}
