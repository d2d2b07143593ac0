package dev.serin.gateway.cluster;

import io.vertx.core.spi.cluster.NodeInfo;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is in the cluster, or was until lately. Who is missing from the list of members may be dead,
 * or on the other side of a split network: messages for it are still tried for a while, so that
 * they come through as soon as the network does, and not only once Hazelcast has merged its halves.
 */
final class Peers {
  private final long keptNanos;
  private final Map<String, Seen> peers = new ConcurrentHashMap<>();

  /** A process, and where its event bus is. */
  record Peer(Self self, NodeInfo info) {}

  private record Seen(Peer peer, long nanos) {}

  /**
   * @param keptNanos how long one that is missing is known
   */
  Peers(long keptNanos) {
    this.keptNanos = keptNanos;
  }

  /**
   * Takes note of those who are there at {@code nowNanos}.
   *
   * @return whether somebody is new or forgotten
   */
  boolean look(Collection<Peer> there, long nowNanos) {
    boolean changed = false;
    for (Peer peer : there) {
      Seen before = peers.put(peer.self().node(), new Seen(peer, nowNanos));
      if (before == null) {
        // A new process where another one was: that one is dead.
        peers.values().removeIf(seen -> isAnother(seen.peer, peer));
        changed = true;
      }
    }
    return peers.values().removeIf(seen -> nowNanos - seen.nanos > keptNanos) || changed;
  }

  private static boolean isAnother(Peer old, Peer fresh) {
    return !old.self.equals(fresh.self)
        && old.info.host().equals(fresh.info.host())
        && old.info.port() == fresh.info.port();
  }

  Optional<Peer> find(String node) {
    return Optional.ofNullable(peers.get(node)).map(Seen::peer);
  }

  List<String> all() {
    return List.copyOf(peers.keySet());
  }

  List<String> gateways() {
    return peers.values().stream()
        .map(seen -> seen.peer.self)
        .filter(Self::gateway)
        .map(Self::node)
        .toList();
  }
}
