package dev.serin.gateway.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait before each try to reach a server again: longer and longer, and not for ever.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** Nearly five minutes in all. */
  private static final int TRIES_MAX = 32;

  private int tries;

  /** Nothing where it is time to give up. */
  Optional<Duration> next() {
    if (tries == TRIES_MAX) {
      return Optional.empty();
    }
    Duration wait = FIRST.multipliedBy(1L << Math.min(tries, 10));
    tries++;
    return Optional.of(wait.compareTo(LONGEST) < 0 ? wait : LONGEST);
  }

  /** After a success. */
  void reset() {
    tries = 0;
  }
}
