package dev.serin.gateway.hosts;

import dev.serin.gateway.hosts.Fleet.Node;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Which gateway is asked next: those that say that they are ready, in turns. */
final class Balancer implements AutoCloseable {
  private static final long LOOK_NS = 100_000_000;
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final ExecutorService looks;
  private final List<Node> gateways;
  private final Set<Node> down = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();

  Balancer(List<Node> gateways) {
    this.gateways = List.copyOf(gateways);
    looks = Executors.newFixedThreadPool(gateways.size());
    for (Node gateway : gateways) {
      looks.execute(() -> watch(gateway));
    }
  }

  private void watch(Node gateway) {
    while (!looks.isShutdown()) {
      look(gateway);
      LockSupport.parkNanos(LOOK_NS);
    }
  }

  private void look(Node gateway) {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.management("/health/ready")).timeout(PATIENCE).build();
    try {
      if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
        down.remove(gateway);
      } else {
        down.add(gateway);
      }
    } catch (IOException e) {
      down.add(gateway);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Node next() {
    List<Node> up = gateways.stream().filter(gateway -> !down.contains(gateway)).toList();
    List<Node> from = up.isEmpty() ? gateways : up;
    return from.get(Math.floorMod(turn.getAndIncrement(), from.size()));
  }

  /** One that is not {@code broken}, which is asked no more until it says that it is ready. */
  Node insteadOf(Node broken) {
    down.add(broken);
    return gateways.stream().filter(gateway -> gateway != broken).findFirst().orElse(broken);
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
