package dev.serin.gateway.purge;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: up to twice as long as before the last one, at most a
 * minute. By chance between half of that and all of it, so that gateways that failed together do
 * not come back together.
 */
final class Backoff {
  private static final long FIRST_MS = 500;
  private static final long LONGEST_MS = 60_000;

  private final RandomGenerator random;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * @param attempts that failed, at least 1
   */
  Duration after(int attempts) {
    long most = Math.min(LONGEST_MS, FIRST_MS << Math.min(attempts - 1, 10));
    return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
  }
}
