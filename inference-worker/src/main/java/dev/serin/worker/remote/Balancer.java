package dev.serin.worker.remote;

import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The least busy of all; of several, each as often. All, not two drawn at random: where one worker
 * does most of what a pool can do, two draws find it too seldom (docs/scale.md).
 */
final class Balancer {
  private final IntUnaryOperator random;

  /**
   * @param random a number from 0 to before its argument, all equally likely; thread-safe
   */
  Balancer(IntUnaryOperator random) {
    this.random = random;
  }

  /**
   * @param delay of one that may be chosen, in nanoseconds
   * @return nothing where {@code from} is empty
   */
  <T> Optional<T> choose(List<T> from, ToLongFunction<T> delay) {
    @Nullable T least = null;
    long delayOfLeast = Long.MAX_VALUE;
    int equals = 0;
    for (T each : from) {
      long its = delay.applyAsLong(each);
      if (its > delayOfLeast) {
        continue;
      }
      equals = its < delayOfLeast ? 1 : equals + 1;
      delayOfLeast = its;
      // The n-th of n takes the place with a chance of 1/n: so each has the same in the end.
      least = equals == 1 || random.applyAsInt(equals) == 0 ? each : least;
    }
    return Optional.ofNullable(least);
  }
}
