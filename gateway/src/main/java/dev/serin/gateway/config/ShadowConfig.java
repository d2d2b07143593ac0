package dev.serin.gateway.config;

import java.time.Duration;

/**
 * What is run beside callers' work, to compare two versions.
 *
 * @param queue shadowed images under way at one time
 * @param memory bytes of them
 * @param timeout how long an image may wait for a moment without callers
 * @param labels labelled images that wait for both versions' answers
 */
public record ShadowConfig(int queue, long memory, Duration timeout, int labels) {
  static ShadowConfig read(Settings settings) {
    return new ShadowConfig(
        settings.integer("shadow.queue", 1, 100_000),
        settings.size("shadow.memory", 1 << 20, 1L << 40),
        settings.time("shadow.timeout", Duration.ofMillis(10), Duration.ofHours(1)),
        settings.integer("shadow.labels", 1, 1_000_000));
  }
}
