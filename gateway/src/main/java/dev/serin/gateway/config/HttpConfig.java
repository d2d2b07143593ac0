package dev.serin.gateway.config;

import java.time.Duration;

/**
 * The public port.
 *
 * @param port 0 for any free one
 * @param eventLoops threads that serve connections
 * @param connections open at one time
 * @param backlog connections that wait to be accepted
 * @param requestLineSize bytes
 * @param headerSize bytes, all headers of a request together
 * @param headTimeout time a request head has, however it arrives
 */
public record HttpConfig(
    String host,
    int port,
    int eventLoops,
    int connections,
    int backlog,
    int requestLineSize,
    int headerSize,
    Duration headTimeout,
    Duration idleTimeout,
    Duration retryAfter) {

  static HttpConfig read(Settings settings) {
    return new HttpConfig(
        settings.text("http.host"),
        settings.integer("http.port", 0, 65535),
        settings.integerOrAuto("http.event-loops", 1, 256, cores()),
        settings.integer("http.connections", 1, 1_000_000),
        settings.integer("http.backlog", 1, 65535),
        (int) settings.size("http.request-line-size", 128, 1 << 20),
        (int) settings.size("http.header-size", 1024, 1 << 20),
        settings.time("http.head-timeout", Duration.ofMillis(10), Duration.ofHours(1)),
        settings.time("http.idle-timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
        settings.time("http.retry-after", Duration.ofSeconds(1), Duration.ofHours(1)));
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }
}
