package dev.serin.gateway.config;

import java.time.Duration;

/**
 * How rollouts are driven.
 *
 * @param tick time between two looks at a running rollout
 * @param streams event streams that are open at one time
 */
public record RolloutsConfig(Duration tick, int streams) {
  static RolloutsConfig read(Settings settings) {
    return new RolloutsConfig(
        settings.time("rollouts.tick", Duration.ofMillis(10), Duration.ofMinutes(1)),
        settings.integer("rollouts.streams", 1, 10_000));
  }
}
