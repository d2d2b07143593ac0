package dev.serin.gateway.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Processes that work together.
 *
 * @param workers where images are classified
 * @param name of the cluster: others are not spoken to
 * @param host where the others reach this process
 * @param port of the event bus; 0: any free one
 * @param memberPort of the membership protocol; where it is taken, the next free one of 100
 * @param members where others may be, HOST or HOST:PORT; at least one of them must be up to join.
 *     Without PORT it is {@code memberPort}, on this machine also one of the seven after it
 * @param kubernetes name of a headless service whose addresses are the members, in their place
 * @param report how often a worker says how it is
 * @param silence a worker that is not heard for so long is left out
 * @param tls of the event bus
 */
public record ClusterConfig(
    Workers workers,
    String name,
    String host,
    int port,
    int memberPort,
    List<String> members,
    Optional<String> kubernetes,
    Duration report,
    Duration silence,
    Optional<Tls> tls) {

  /** Where images are classified. */
  public enum Workers {
    /** In this process; there is no cluster. */
    LOCAL,
    /** In others. */
    REMOTE,
    /** In this and in others. */
    BOTH
  }

  /**
   * Files in PEM.
   *
   * @param trust certificates of those that others' are signed by
   */
  public record Tls(Path certificate, Path key, Path trust) {}

  public ClusterConfig {
    members = List.copyOf(members);
  }

  static ClusterConfig read(Settings settings) {
    ClusterConfig cluster =
        new ClusterConfig(
            settings.choice("cluster.workers", Workers.class),
            settings.text("cluster.name"),
            settings.text("cluster.host"),
            settings.integer("cluster.port", 0, 65_535),
            settings.integer("cluster.member-port", 1, 65_535),
            settings.list("cluster.members"),
            settings.optional("cluster.kubernetes-service"),
            settings.time("cluster.report", Duration.ofMillis(10), Duration.ofSeconds(10)),
            settings.time("cluster.silence", Duration.ofMillis(100), Duration.ofMinutes(1)),
            tls(settings));
    settings.require(
        cluster.report.multipliedBy(3).compareTo(cluster.silence) <= 0,
        "cluster.silence must be at least three times cluster.report");
    return cluster;
  }

  private static Optional<Tls> tls(Settings settings) {
    Optional<Path> certificate = file(settings, "cluster.certificate");
    Optional<Path> key = file(settings, "cluster.key");
    Optional<Path> trust = file(settings, "cluster.trust");
    settings.require(
        certificate.isPresent() == key.isPresent() && key.isPresent() == trust.isPresent(),
        "cluster.certificate, cluster.key and cluster.trust go together");
    return certificate.flatMap(c -> key.flatMap(k -> trust.map(t -> new Tls(c, k, t))));
  }

  private static Optional<Path> file(Settings settings, String name) {
    Optional<Path> file = settings.optional(name).map(Path::of);
    file.ifPresent(
        path ->
            settings.require(
                Files.isRegularFile(path) && Files.isReadable(path),
                name + ": there is no file '" + path + "' that can be read"));
    return file;
  }
}
