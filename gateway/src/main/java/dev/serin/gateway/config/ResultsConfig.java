package dev.serin.gateway.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Answers kept in memory.
 *
 * @param entries most of them
 * @param expiry how long one is kept at most, where there is such a time
 * @param documents bytes of them kept as they are sent
 */
public record ResultsConfig(int entries, Optional<Duration> expiry, long documents) {
  static ResultsConfig read(Settings settings) {
    return new ResultsConfig(
        settings.integer("results.entries", 1, 100_000_000),
        settings.timeOrNever("results.expiry", Duration.ofMillis(1), Duration.ofDays(3650)),
        settings.size("results.documents", 0, 1L << 40));
  }
}
