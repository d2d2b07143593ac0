package dev.serin.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.config.ClusterConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that find each other, on loopback. */
final class ClusterDiscoveryIT {
  private final String name = UUID.randomUUID().toString();
  private final List<Vertx> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    Future.join(nodes.stream().map(Vertx::close).toList()).await();
  }

  /** The name of a headless service resolves to its members; localhost resolves to these. */
  @Test
  void join_byAName_findsWhoIsAtItsAddresses() throws IOException {
    int port = freePort();
    Vertx first = join(Clusters.service(name, port, "localhost"));
    Vertx second = join(Clusters.service(name, port, "localhost"));
    assertHears(first, second);
  }

  @Test
  void join_byAList_findsWhoIsOnIt() throws IOException {
    int one = freePort();
    int other = freePort();
    String[] members = {"127.0.0.1:" + one, "127.0.0.1:" + other};
    Vertx first = join(Clusters.of(name, one, members));
    Vertx second = join(Clusters.of(name, other, members));
    assertHears(first, second);
  }

  private static void assertHears(Vertx one, Vertx other) {
    one.eventBus().consumer("here", message -> message.reply("heard")).completion().await();
    assertThat(other.eventBus().<String>request("here", "?").await().body()).isEqualTo("heard");
  }

  private Vertx join(ClusterConfig cluster) {
    Vertx joined = ClusterNode.join(Vertx.builder(), new VertxOptions(), cluster).await();
    nodes.add(joined);
    return joined;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
