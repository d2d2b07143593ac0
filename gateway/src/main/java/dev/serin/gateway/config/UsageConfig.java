package dev.serin.gateway.config;

import java.time.Duration;

/**
 * Counting for the usage report.
 *
 * @param flush how often counts are written down
 */
public record UsageConfig(Duration flush) {
  static UsageConfig read(Settings settings) {
    return new UsageConfig(
        settings.time("usage.flush", Duration.ofMillis(10), Duration.ofHours(1)));
  }
}
