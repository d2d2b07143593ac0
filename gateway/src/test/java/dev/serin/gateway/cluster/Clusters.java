package dev.serin.gateway.cluster;

import dev.serin.gateway.config.ClusterConfig;
import dev.serin.gateway.config.ClusterConfig.Workers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of clusters on loopback. */
final class Clusters {
  private Clusters() {}

  static ClusterConfig of(String name, int memberPort, String... members) {
    return cluster(name, memberPort, List.of(members), Optional.empty());
  }

  static ClusterConfig service(String name, int memberPort, String service) {
    return cluster(name, memberPort, List.of("127.0.0.1"), Optional.of(service));
  }

  private static ClusterConfig cluster(
      String name, int memberPort, List<String> members, Optional<String> service) {
    return new ClusterConfig(
        Workers.REMOTE,
        name,
        "127.0.0.1",
        0,
        memberPort,
        members,
        service,
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Optional.empty());
  }
}
