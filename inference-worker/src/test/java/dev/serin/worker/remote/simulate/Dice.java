package dev.serin.worker.remote.simulate;

import java.util.SplittableRandom;

/** Draws that {@link SplittableRandom} of Java 17 has not. */
final class Dice {
  private Dice() {}

  /** Standard normal, by Box and Muller. */
  static double normal(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }

  /** Exponential, with this mean. */
  static double exponential(SplittableRandom random, double mean) {
    return -Math.log(1 - random.nextDouble()) * mean;
  }
}
