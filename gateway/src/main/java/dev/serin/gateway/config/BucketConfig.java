package dev.serin.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * An S3-compatible bucket behind the disk.
 *
 * @param name of the bucket; empty for none
 * @param endpoint of a server other than Amazon's
 * @param addressing where the bucket's name stands in its addresses
 * @param prefix what all keys start with
 * @param accessKey empty for what environment or instance offer
 * @param connections requests at one time
 * @param queue uploads that wait in memory; the rest wait on disk
 * @param timeout how long the bucket may take for one image
 */
public record BucketConfig(
    Optional<String> name,
    Optional<URI> endpoint,
    String region,
    Addressing addressing,
    String prefix,
    Optional<Secret> accessKey,
    Optional<Secret> secretKey,
    int connections,
    int queue,
    Duration timeout) {

  /** Where the bucket's name stands in its addresses. */
  public enum Addressing {
    /** In the path: most servers but Amazon's. */
    PATH,
    /** In the host's name. */
    HOST
  }

  static BucketConfig read(Settings settings) {
    BucketConfig bucket =
        new BucketConfig(
            settings.optional("bucket.name"),
            endpoint(settings),
            settings.text("bucket.region"),
            settings.choice("bucket.addressing", Addressing.class),
            settings.optional("bucket.prefix").orElse(""),
            settings.secret("bucket.access-key"),
            settings.secret("bucket.secret-key"),
            settings.integer("bucket.connections", 2, 256),
            settings.integer("bucket.queue", 1, 10_000_000),
            settings.time("bucket.timeout", Duration.ofMillis(10), Duration.ofMinutes(5)));
    settings.require(
        bucket.accessKey.isPresent() == bucket.secretKey.isPresent(),
        "bucket.access-key and bucket.secret-key must both be given, or neither");
    return bucket;
  }

  private static Optional<URI> endpoint(Settings settings) {
    String text = settings.optional("bucket.endpoint").orElse("");
    boolean good = text.isEmpty() || text.matches("https?://[^/\\s]+/?");
    settings.require(good, "bucket.endpoint must be http://HOST:PORT or https://HOST:PORT");
    return text.isEmpty() || !good ? Optional.empty() : Optional.of(URI.create(text));
  }
}
