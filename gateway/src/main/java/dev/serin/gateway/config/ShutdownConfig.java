package dev.serin.gateway.config;

import java.time.Duration;

/**
 * How a running gateway ends.
 *
 * @param delay from "not ready" to "no new connections"
 * @param drain how long requests under way may take to finish
 */
public record ShutdownConfig(Duration delay, Duration drain) {
  static ShutdownConfig read(Settings settings) {
    return new ShutdownConfig(
        settings.time("shutdown.delay", Duration.ZERO, Duration.ofMinutes(10)),
        settings.time("shutdown.drain", Duration.ZERO, Duration.ofMinutes(10)));
  }
}
