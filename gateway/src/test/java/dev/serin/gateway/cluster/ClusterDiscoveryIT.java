package dev.serin.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.config.ClusterConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that find each other, on loopback. */
final class ClusterDiscoveryIT {
  private static final Duration MOST = Duration.ofSeconds(30);

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
    Vertx first = join("a", Clusters.service(name, port, "localhost"));
    Vertx second = join("b", Clusters.service(name, port, "localhost"));
    assertHears(first, second);
  }

  @Test
  void join_byAList_findsWhoIsOnIt() throws IOException {
    int one = freePort();
    int other = freePort();
    String[] members = {"127.0.0.1:" + one, "127.0.0.1:" + other};
    Vertx first = join("a", Clusters.of(name, one, members));
    Vertx second = join("b", Clusters.of(name, other, members));
    assertHears(first, second);
  }

  private static void assertHears(Vertx one, Vertx other) {
    one.eventBus().consumer("here@a", message -> message.reply("heard")).completion().await();
    // An answer comes back only once it is known there where it is to go.
    long end = System.nanoTime() + MOST.toNanos();
    while (!isHeard(other)) {
      assertThat(System.nanoTime()).as("they do not find each other").isLessThan(end);
    }
  }

  private static boolean isHeard(Vertx other) {
    DeliveryOptions soon = new DeliveryOptions().setSendTimeout(500);
    return other
        .eventBus()
        .<String>request("here@a", "?", soon)
        .map(answer -> answer.body().equals("heard"))
        .otherwise(false)
        .await();
  }

  private Vertx join(String id, ClusterConfig cluster) {
    Vertx joined =
        ClusterNode.join(Vertx.builder(), new VertxOptions(), cluster, new Self(id, false)).await();
    nodes.add(joined);
    return joined;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
