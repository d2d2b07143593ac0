package dev.serin.gateway.config;

import java.util.Optional;

/**
 * The management port.
 *
 * @param port 0 for any free one
 * @param connections open at one time
 * @param token empty where one is to be made
 */
public record ManagementConfig(String host, int port, int connections, Optional<Secret> token) {
  static ManagementConfig read(Settings settings) {
    return new ManagementConfig(
        settings.text("management.host"),
        settings.integer("management.port", 0, 65535),
        settings.integer("management.connections", 1, 100_000),
        settings.secret("management.token"));
  }
}
