package dev.serin.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Traces of requests, for a collector of OpenTelemetry.
 *
 * @param endpoint of the collector, with its path; empty: there are no traces
 * @param headers that it wants to see
 * @param sample share of the requests that begin a trace, from 0 to 1
 * @param service what the collector calls this program
 * @param delay how long spans wait to be sent with others
 * @param timeout what one transfer may take, and the last one at the end
 * @param queue spans that wait, or are on their way
 */
public record TracingConfig(
    Optional<URI> endpoint,
    Map<String, Secret> headers,
    double sample,
    String service,
    Duration delay,
    Duration timeout,
    int queue) {
  private static final String PATH = "/v1/traces";

  public TracingConfig {
    headers = Map.copyOf(headers);
  }

  static TracingConfig read(Settings settings) {
    return new TracingConfig(
        endpoint(settings),
        headers(settings),
        settings.fraction("tracing.sample", 0, 1),
        settings.text("tracing.service"),
        settings.time("tracing.delay", Duration.ofMillis(10), Duration.ofMinutes(1)),
        settings.time("tracing.timeout", Duration.ofMillis(10), Duration.ofMinutes(1)),
        settings.integer("tracing.queue", 1, 1_000_000));
  }

  private static Optional<URI> endpoint(Settings settings) {
    String text = settings.optional("tracing.endpoint").orElse("");
    boolean good = text.isEmpty() || text.matches("https?://[^/?#@\\s]+(/[^?#\\s]*)?");
    settings.require(
        good, "tracing.endpoint must be like http://HOST:4318, without a password or a query");
    if (text.isEmpty() || !good) {
      return Optional.empty();
    }
    try {
      URI given = URI.create(text);
      return Optional.of(given.getPath().length() <= 1 ? given.resolve(PATH) : given);
    } catch (IllegalArgumentException e) {
      settings.require(false, "tracing.endpoint is no URL: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Their values are secrets, so a mistake does not show them. */
  private static Map<String, Secret> headers(Settings settings) {
    Map<String, Secret> headers = new TreeMap<>();
    for (String header : settings.optional("tracing.headers").orElse("").split(",", -1)) {
      String[] parts = header.strip().split("=", 2);
      if (!header.isBlank()) {
        boolean good = parts.length == 2 && parts[0].strip().matches("[A-Za-z0-9-]+");
        settings.require(good, "tracing.headers must be NAME=VALUE, set apart by commas");
        if (good) {
          headers.put(parts[0].strip(), new Secret(parts[1].strip()));
        }
      }
    }
    return headers;
  }
}
