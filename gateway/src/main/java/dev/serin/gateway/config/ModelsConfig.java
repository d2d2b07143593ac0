package dev.serin.gateway.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What is served.
 *
 * @param poll how often the folder is looked at
 */
public record ModelsConfig(Path directory, Duration poll) {
  static ModelsConfig read(Settings settings) {
    return new ModelsConfig(
        settings.path("models.directory"),
        settings.time("models.poll", Duration.ofMillis(50), Duration.ofHours(1)));
  }
}
