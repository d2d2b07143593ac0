package dev.serin.gateway.rollout.simulate;

import java.util.SplittableRandom;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.GeometricSampler;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** The random draws of one run. Not thread-safe. */
final class Dice {
  /** Below it, a Poisson number is found faster by walking up its distribution. */
  private static final double SMALL_MEAN = 20;

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final UniformRandomProvider random;
  private final ContinuousSampler gaussian;

  private Dice(long seed) {
    SplittableRandom source = new SplittableRandom(seed);
    this.random = source::nextLong;
    this.gaussian = ZigguratSampler.NormalizedGaussian.of(random);
  }

  /** Dice of one run: they depend on nothing else, so that it does not matter who rolls them. */
  static Dice of(long seed, String cell, int run) {
    return new Dice(mix(mix(seed) + mix(cell.hashCode()) + run * GOLDEN_GAMMA));
  }

  /** In [0, 1). */
  double uniform() {
    return random.nextDouble();
  }

  /** 64 random bits. */
  long bits() {
    return random.nextLong();
  }

  /** In [0, bound). */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Of mean 0 and variance 1. */
  double gaussian() {
    return gaussian.sample();
  }

  /**
   * A Poisson number.
   *
   * @param mean 0 or more
   */
  int poisson(double mean) {
    return mean < SMALL_MEAN ? smallPoisson(mean) : PoissonSampler.of(random, mean).sample();
  }

  /**
   * A number from 1 up, each next one less likely by the same factor.
   *
   * @param mean above 1
   */
  int geometric(double mean) {
    return 1 + GeometricSampler.of(random, 1 / mean).sample();
  }

  /** By inversion. Most means are tiny, and then no exponential is needed: e^-m is above 1 - m. */
  private int smallPoisson(double mean) {
    double left = random.nextDouble();
    if (left >= mean) {
      return 0;
    }
    double above = 1 - left;
    double term = Math.exp(-mean);
    double sum = term;
    int number = 0;
    while (above > sum && term > 0) {
      number++;
      term *= mean / number;
      sum += term;
    }
    return number;
  }

  /** Finalizer of SplitMix64. */
  private static long mix(long value) {
    long z = value + GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
