package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.evidence.Tally;

/** The models behind the signals of quality. */
final class SampleModels {
  /** Spread of the logarithm of latency: its natural logarithm is normal. */
  static final double LATENCY_SPREAD = 0.47;

  /** Standard deviation of the difference of two versions' best probabilities. */
  static final double CONFIDENCE_SPREAD = 0.1;

  /** Share of images that only the candidate gets right. */
  static final double ONLY_CANDIDATE = 0.02;

  /** Accuracy of the stable version. */
  static final double ACCURACY = 0.9;

  private SampleModels() {}

  /**
   * The true label of an image came.
   *
   * @param loss how much less accurate the candidate is, as a fraction
   */
  static Samples labels(double loss) {
    double onlyStable = ONLY_CANDIDATE + loss;
    double bothRight = ACCURACY - onlyStable;
    return (dice, tally) -> {
      double u = dice.uniform();
      boolean stable = u < ACCURACY;
      boolean candidate = stable ? u < bothRight : u < ACCURACY + ONLY_CANDIDATE;
      tally.label("any", stable, candidate);
    };
  }

  /** Both versions named an image; {@code rate} is the share of images that get two names. */
  static Samples pairs(double rate) {
    return (dice, tally) -> tally.agreement(dice.uniform() < rate);
  }

  /** Both versions gave a best probability; normal differences around {@code shift}. */
  static Samples confidences(double shift) {
    return (dice, tally) -> {
      double difference = shift + CONFIDENCE_SPREAD * dice.gaussian();
      tally.confidence(Math.max(-1, Math.min(1, difference)));
    };
  }

  /**
   * A canary request ended, and is compared with as many stable ones as may be.
   *
   * @param ratio of the candidate's latency to stable's
   */
  static Samples latencies(double ratio) {
    double shift = Math.log(ratio) / LATENCY_SPREAD;
    return (dice, tally) -> {
      double canary = dice.gaussian() + shift;
      int slower = 0;
      for (int i = 0; i < Tally.COMPARED_MAX; i++) {
        slower += canary > dice.gaussian() ? 1 : 0;
      }
      tally.latency(slower, Tally.COMPARED_MAX);
    };
  }
}
