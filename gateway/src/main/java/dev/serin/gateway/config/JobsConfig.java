package dev.serin.gateway.config;

import java.time.Duration;

/**
 * Classifications that their callers ask for later.
 *
 * @param number running and finished ones kept at one time
 * @param memory bytes of finished answers beyond which no new job is taken
 * @param expiry how long a finished answer is kept
 */
public record JobsConfig(int number, long memory, Duration expiry) {
  static JobsConfig read(Settings settings) {
    return new JobsConfig(
        settings.integer("jobs.number", 1, 1_000_000),
        settings.size("jobs.memory", 1, 1L << 40),
        settings.time("jobs.expiry", Duration.ofMillis(1), Duration.ofDays(7)));
  }
}
