package dev.serin.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.cluster.Peers.Peer;
import io.vertx.core.spi.cluster.NodeInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PeersTest {
  private static final long KEPT = 60;

  private final Peers peers = new Peers(KEPT);
  private final Peer gateway = peer("gateway", true, 1);
  private final Peer worker = peer("worker", false, 2);

  private static Peer peer(String node, boolean gateway, int port) {
    return new Peer(new Self(node, gateway), new NodeInfo("10.0.0.1", port, null));
  }

  @Test
  void look_sameAgain_nothingChanged() {
    assertThat(peers.look(List.of(gateway, worker), 0)).isTrue();
    assertThat(peers.look(List.of(worker, gateway), 1)).isFalse();
    assertThat(peers.all()).containsExactlyInAnyOrder("gateway", "worker");
    assertThat(peers.gateways()).containsExactly("gateway");
    assertThat(peers.find("worker")).contains(worker);
    assertThat(peers.find("nobody")).isEmpty();
  }

  @Test
  void look_missing_stillKnownUntilItIsLongGone() {
    peers.look(List.of(gateway, worker), 0);
    assertThat(peers.look(List.of(worker), KEPT)).isFalse();
    assertThat(peers.find("gateway")).contains(gateway);
    assertThat(peers.look(List.of(worker), KEPT + 1)).isTrue();
    assertThat(peers.find("gateway")).isEmpty();
    assertThat(peers.gateways()).isEmpty();
  }

  @Test
  void look_backBeforeItIsForgotten_knownForAsLongAgain() {
    peers.look(List.of(gateway), 0);
    peers.look(List.of(gateway), KEPT);
    assertThat(peers.look(List.of(), KEPT + KEPT)).isFalse();
    assertThat(peers.find("gateway")).contains(gateway);
  }

  @Test
  void look_newProcessAtTheSameAddress_oldOneIsForgottenAtOnce() {
    Peer next = peer("next", true, 1);
    peers.look(List.of(gateway, worker), 0);
    assertThat(peers.look(List.of(next, worker), 1)).isTrue();
    assertThat(peers.gateways()).containsExactly("next");
  }
}
