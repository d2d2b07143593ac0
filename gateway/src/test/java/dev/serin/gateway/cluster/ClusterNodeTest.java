package dev.serin.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import org.junit.jupiter.api.Test;

final class ClusterNodeTest {
  @Test
  void hazelcast_members_areAllThatIsAsked() {
    Config config = ClusterNode.hazelcast(Clusters.of("a", 5701, "10.0.0.5", "10.0.0.6:5702"));
    JoinConfig join = config.getNetworkConfig().getJoin();
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.isAutoDetectionEnabled()).isFalse();
    assertThat(join.getKubernetesConfig().isEnabled()).isFalse();
    assertThat(join.getTcpIpConfig().isEnabled()).isTrue();
    assertThat(join.getTcpIpConfig().getMembers())
        .containsExactly("10.0.0.5:5701", "10.0.0.6:5702");
  }

  @Test
  void hazelcast_headlessService_isAskedForMembersAtTheirPort() {
    Config config = ClusterNode.hazelcast(Clusters.service("a", 5800, "serin-cluster"));
    JoinConfig join = config.getNetworkConfig().getJoin();
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.isAutoDetectionEnabled()).isFalse();
    assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
    assertThat(join.getKubernetesConfig().isEnabled()).isTrue();
    assertThat(join.getKubernetesConfig().getProperty("service-dns")).isEqualTo("serin-cluster");
    assertThat(join.getKubernetesConfig().getProperty("service-port")).isEqualTo("5800");
    join.verify();
  }
}
