package dev.serin.gateway.config;

import java.nio.file.Path;

/**
 * Where Serin writes.
 *
 * @param directory made where it is not there
 */
public record DataConfig(Path directory) {
  static DataConfig read(Settings settings) {
    return new DataConfig(settings.path("data.directory"));
  }
}
