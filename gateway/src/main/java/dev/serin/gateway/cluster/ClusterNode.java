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
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Vert.x that has joined its cluster: Hazelcast knows who is there, and Vert.x carries the
 * messages, over TCP from process to process.
 */
public final class ClusterNode {
  /** Ports of this machine that are tried: so many processes share it. */
  private static final int PORTS_TRIED = 8;

  private ClusterNode() {}

  /**
   * Joins; alone where nobody of the members is there, to be found by those who come later.
   *
   * @param builder with all but the cluster
   * @param options given to {@code builder}
   * @param self what this process is to the others
   */
  public static Future<Vertx> join(
      VertxBuilder builder, VertxOptions options, ClusterConfig cluster, Self self) {
    int silence = Math.toIntExact(cluster.silence().toMillis());
    EventBusOptions bus =
        options
            .getEventBusOptions()
            .setHost(cluster.host())
            .setPort(cluster.port())
            // A connection into a hole is given up, and tried anew by each message: TCP by itself
            // would wait for longer and longer, also after the network has healed.
            .setConnectTimeout(silence)
            .setClusterPingInterval(silence)
            .setClusterPingReplyInterval(silence);
    cluster.tls().ifPresent(tls -> secure(bus, tls));
    return builder
        .with(options)
        .withClusterManager(new Membership(hazelcast(cluster), self, System::nanoTime))
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
    Config config = new Config();
    config.setClusterName(cluster.name());
    // It holds no data: nothing is to be moved when members come, go and merge.
    config.setLiteMember(true);
    config
        .setProperty("hazelcast.phone.home.enabled", "false")
        // Vert.x closes it in its own time.
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.partition.count", "1")
        .setProperty("hazelcast.tcp.join.port.try.count", "1")
        // Waits for others that may start at the same moment; who is missed is merged with later.
        .setProperty("hazelcast.wait.seconds.before.join", "1")
        .setProperty("hazelcast.merge.first.run.delay.seconds", "1")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "1")
        .setProperty("hazelcast.heartbeat.interval.seconds", "1")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "5");
    NetworkConfig network = config.getNetworkConfig();
    network.setPort(cluster.memberPort()).setPortAutoIncrement(true);
    network.getInterfaces().setEnabled(true).clear().addInterface(cluster.host());
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(cluster.kubernetes().isEmpty()).setMembers(members(cluster));
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

  /**
   * With their ports. Other machines are looked for at one port: to find its other half after a
   * split Hazelcast tries one address after the other, slowly where nobody listens.
   */
  private static List<String> members(ClusterConfig cluster) {
    return cluster.members().stream()
        .flatMap(
            member ->
                member.contains(":")
                    ? Stream.of(member)
                    : IntStream.range(0, member.equals(cluster.host()) ? PORTS_TRIED : 1)
                        .mapToObj(next -> member + ":" + (cluster.memberPort() + next)))
        .toList();
  }
}
