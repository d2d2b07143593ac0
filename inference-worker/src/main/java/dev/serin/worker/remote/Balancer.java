package dev.serin.worker.remote;

import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.ToLongFunction;

/**
 * Power of two choices: of two drawn at random the less busy one. Nearly as good as the least busy
 * of all, without all gateways rushing to the same one between two of its reports (Mitzenmacher,
 * "The Power of Two Choices in Randomized Load Balancing", 2001).
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
    if (from.isEmpty()) {
      return Optional.empty();
    }
    int first = random.applyAsInt(from.size());
    if (from.size() == 1) {
      return Optional.of(from.get(first));
    }
    int second = (first + 1 + random.applyAsInt(from.size() - 1)) % from.size();
    T one = from.get(first);
    T other = from.get(second);
    return Optional.of(delay.applyAsLong(one) <= delay.applyAsLong(other) ? one : other);
  }
}
