package dev.serin.gateway.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells Vert.x who is in the cluster, by Hazelcast's list of its members. Nothing is stored in
 * Hazelcast: where an event bus is stands in the attributes of its member, and who listens follows
 * from an address alone. {@code what@node} is one node's, {@code what@gateways} is every gateway's,
 * and any other address is of this process only.
 */
final class Membership implements ClusterManager {
  private static final String HOST = "serin.host";
  private static final String PORT = "serin.port";
  private static final String GATEWAYS = "gateways";
  private static final long LOOK_MS = 200;

  /** Members that are gone are spoken to for so long: they may only be out of reach for a while. */
  static final Duration KEPT = Duration.ofMinutes(1);

  private final Config config;
  private final Self self;
  private final LongSupplier nanoTime;
  private final Peers peers = new Peers(KEPT.toNanos());

  /** Addresses that Vert.x keeps the receivers of. */
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Vertx vertx;
  private volatile @Nullable HazelcastInstance hazelcast;
  private volatile @Nullable NodeInfo info;
  private volatile @Nullable RegistrationListener listener;
  private volatile boolean active;
  private volatile long timer;

  /**
   * @param config attributes are added to it
   */
  Membership(Config config, Self self, LongSupplier nanoTime) {
    this.config = config;
    this.self = self;
    this.nanoTime = nanoTime;
  }

  @Override
  public void init(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public void registrationListener(RegistrationListener listener) {
    this.listener = listener;
  }

  /** Who comes and goes is of interest only to Vert.x's high availability, which is off. */
  @Override
  public void nodeListener(NodeListener listener) {}

  /** Joining waits for {@link #setNodeInfo}: others are to know at once where the event bus is. */
  @Override
  public void join(Completable<Void> promise) {
    active = true;
    promise.succeed();
  }

  @Override
  public void setNodeInfo(NodeInfo own, Completable<Void> promise) {
    info = own;
    config
        .getMemberAttributeConfig()
        .setAttribute(Self.NODE, self.node())
        .setAttribute(Self.GATEWAY, Boolean.toString(self.gateway()))
        .setAttribute(HOST, own.host())
        .setAttribute(PORT, Integer.toString(own.port()));
    vertx()
        .<Void>executeBlocking(
            () -> {
              hazelcast = Hazelcast.newHazelcastInstance(config);
              look();
              // Events may be lost in a merge; the list of members is true at some time again.
              timer = vertx().setPeriodic(LOOK_MS, fired -> look());
              return null;
            },
            false)
        .onComplete(promise);
  }

  private Vertx vertx() {
    Vertx given = vertx;
    if (given == null) {
      throw new IllegalStateException("not initialised");
    }
    return given;
  }

  /** Takes note of who is there. */
  private synchronized void look() {
    HazelcastInstance instance = hazelcast;
    if (instance == null || !active) {
      return;
    }
    try {
      List<Peers.Peer> found =
          instance.getCluster().getMembers().stream()
              .filter(member -> member.getAttribute(Self.NODE) != null)
              .map(Membership::peer)
              .toList();
      if (peers.look(found, nanoTime.getAsLong())) {
        asked.removeIf(address -> !isWanted(address));
      }
    } catch (HazelcastInstanceNotActiveException e) {
      // While it merges with others, or ends: those who were there are still known.
      return;
    }
  }

  /** Whether Vert.x still wants to know who is at {@code address}; if so, it is told. */
  private boolean isWanted(String address) {
    RegistrationListener told = listener;
    if (told == null || !told.wantsUpdatesFor(address)) {
      return false;
    }
    told.registrationsUpdated(new RegistrationUpdateEvent(address, receivers(address)));
    return true;
  }

  private static Peers.Peer peer(Member member) {
    return new Peers.Peer(
        new Self(
            member.getAttribute(Self.NODE),
            Boolean.parseBoolean(member.getAttribute(Self.GATEWAY))),
        new NodeInfo(member.getAttribute(HOST), Integer.parseInt(member.getAttribute(PORT)), null));
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
    asked.add(address);
    promise.succeed(receivers(address));
  }

  private List<RegistrationInfo> receivers(String address) {
    String of = address.substring(address.indexOf('@') + 1);
    if (of.length() == address.length()) {
      return List.of(receiver(self.node()));
    }
    return of.equals(GATEWAYS)
        ? peers.gateways().stream().map(Membership::receiver).toList()
        : peers.find(of).map(known -> List.of(receiver(of))).orElse(List.of());
  }

  private static RegistrationInfo receiver(String node) {
    return new RegistrationInfo(node, 0, false);
  }

  @Override
  public void addRegistration(
      String address, RegistrationInfo registration, Completable<Void> promise) {
    promise.succeed();
  }

  @Override
  public void removeRegistration(
      String address, RegistrationInfo registration, Completable<Void> promise) {
    promise.succeed();
  }

  @Override
  public String getNodeId() {
    return self.node();
  }

  @Override
  public List<String> getNodes() {
    return peers.all();
  }

  @Override
  public @Nullable NodeInfo getNodeInfo() {
    return info;
  }

  @Override
  public void getNodeInfo(String node, Completable<NodeInfo> promise) {
    peers
        .find(node)
        .ifPresentOrElse(
            found -> promise.succeed(found.info()),
            () -> promise.fail("no such member of the cluster: " + node));
  }

  @Override
  public boolean isActive() {
    return active;
  }

  /** At once: there is nothing that others would have to take over. */
  @Override
  public void leave(Completable<Void> promise) {
    active = false;
    vertx()
        .<Void>executeBlocking(
            () -> {
              vertx().cancelTimer(timer);
              HazelcastInstance instance = hazelcast;
              if (instance != null) {
                instance.getLifecycleService().terminate();
              }
              return null;
            },
            false)
        .onComplete(promise);
  }

  @Override
  public <K, V> void getAsyncMap(String name, Completable<AsyncMap<K, V>> promise) {
    promise.fail(nothingShared());
  }

  @Override
  public <K, V> Map<K, V> getSyncMap(String name) {
    throw nothingShared();
  }

  @Override
  public void getLockWithTimeout(String name, long timeout, Completable<Lock> promise) {
    promise.fail(nothingShared());
  }

  @Override
  public void getCounter(String name, Completable<Counter> promise) {
    promise.fail(nothingShared());
  }

  private static UnsupportedOperationException nothingShared() {
    return new UnsupportedOperationException("this cluster shares no data");
  }
}
