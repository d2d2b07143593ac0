package dev.serin.gateway.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import dev.serin.gateway.config.ClusterConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * A Vert.x that has joined its cluster: Hazelcast knows who is there and who listens for what, and
 * Vert.x carries the messages, over TCP from process to process.
 */
public final class ClusterNode {
  /** Ports of a member without one that are tried: so many processes share a machine. */
  private static final String PORTS_TRIED = "16";

  private ClusterNode() {}

  /**
   * Joins; alone where nobody of the members is there, to be found by those who come later.
   *
   * @param builder with all but the cluster
   * @param options given to {@code builder}
   */
  public static Future<Vertx> join(
      VertxBuilder builder, VertxOptions options, ClusterConfig cluster) {
    EventBusOptions bus =
        options.getEventBusOptions().setHost(cluster.host()).setPort(cluster.port());
    cluster.tls().ifPresent(tls -> secure(bus, tls));
    return builder
        .with(options)
        .withClusterManager(new HazelcastClusterManager(hazelcast(cluster)))
        .buildClustered();
  }

  /** Both sides show a certificate. */
  private static void secure(EventBusOptions bus, ClusterConfig.Tls tls) {
    bus.setSsl(true)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(tls.certificate().toString())
                .setKeyPath(tls.key().toString()))
        .setTrustOptions(new PemTrustOptions().addCertPath(tls.trust().toString()))
        .setClientAuth(ClientAuth.REQUIRED);
  }

  static Config hazelcast(ClusterConfig cluster) {
    // Asked before there is a configuration.
    System.setProperty("hazelcast.logging.type", "slf4j");
    Config config = ConfigUtil.loadConfig();
    config.setClusterName(cluster.name());
    config
        .setProperty("hazelcast.phone.home.enabled", "false")
        // Vert.x closes it in its own time.
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.tcp.join.port.try.count", PORTS_TRIED)
        // Waits for others that may start at the same moment; who is missed is merged with later.
        .setProperty("hazelcast.wait.seconds.before.join", "1")
        .setProperty("hazelcast.merge.first.run.delay.seconds", "5")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "5")
        .setProperty("hazelcast.heartbeat.interval.seconds", "1")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "5");
    NetworkConfig network = config.getNetworkConfig();
    network.setPort(cluster.memberPort()).setPortAutoIncrement(true);
    network.getInterfaces().setEnabled(true).clear().addInterface(cluster.host());
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(cluster.kubernetes().isEmpty()).setMembers(cluster.members());
    cluster
        .kubernetes()
        .ifPresent(
            service ->
                join.getKubernetesConfig()
                    .setEnabled(true)
                    .setProperty("service-dns", service)
                    // Else it is taken to be 5701, whatever the members listen on.
                    .setProperty("service-port", String.valueOf(cluster.memberPort())));
    return config;
  }
}
