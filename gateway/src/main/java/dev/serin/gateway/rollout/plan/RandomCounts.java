package dev.serin.gateway.rollout.plan;

import java.util.SplittableRandom;

/** Draws Poisson numbers; the same ones each time. Not thread-safe. */
final class RandomCounts implements Arrivals.Draw {
  private static final long SEED = 16;

  /** From here on a Poisson number is taken for a normal one. */
  private static final double MANY = 30;

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Override
  public long of(double expected) {
    if (expected > MANY) {
      return Math.max(0, Math.round(expected + Math.sqrt(expected) * random.nextGaussian()));
    }
    double chance = Math.exp(-expected);
    double uniform = random.nextDouble();
    long number = 0;
    while (uniform > chance && number < 10 * MANY) {
      uniform -= chance;
      chance *= expected / ++number;
    }
    return number;
  }
}
