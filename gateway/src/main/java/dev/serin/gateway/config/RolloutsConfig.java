package dev.serin.gateway.config;

import java.time.Duration;

/**
 * How rollouts are driven.
 *
 * @param tick time between two looks at a running rollout
 * @param pulse time between two looks at what other gateways that share the journal do
 * @param lease how long the gateway that drives the rollouts may say nothing
 * @param streams event streams that are open at one time
 */
public record RolloutsConfig(Duration tick, Duration pulse, Duration lease, int streams) {
  static RolloutsConfig read(Settings settings) {
    RolloutsConfig config =
        new RolloutsConfig(
            settings.time("rollouts.tick", Duration.ofMillis(10), Duration.ofMinutes(1)),
            settings.time("rollouts.pulse", Duration.ofMillis(10), Duration.ofSeconds(10)),
            settings.time("rollouts.lease", Duration.ofMillis(100), Duration.ofMinutes(1)),
            settings.integer("rollouts.streams", 1, 10_000));
    settings.require(
        config.lease.compareTo(config.pulse.multipliedBy(4)) >= 0,
        "rollouts.lease must be at least four times rollouts.pulse: it is renewed when it is half over");
    return config;
  }
}
