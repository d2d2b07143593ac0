package dev.serin.gateway.hosts;

import dev.serin.gateway.hosts.Network.Host;
import dev.serin.gateway.kill.GatewayProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Gateways and workers, one on each machine of a network. */
final class Fleet implements AutoCloseable {
  static final String MODEL = "fashion";

  private static final Path MODELS = Path.of("..", "models").toAbsolutePath().normalize();
  private static final long LONG_NS = Duration.ofSeconds(60).toNanos();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Network network;
  private final Path folder;
  private final List<Node> gateways = new ArrayList<>();
  private final List<Node> workers = new ArrayList<>();

  /** A machine and the process on it, which may be another one after a restart. */
  final class Node {
    private final String name;
    private final String command;
    private final Host host;
    private GatewayProcess process;

    private Node(String name, String command, Host host) {
      this.name = name;
      this.command = command;
      this.host = host;
    }

    String name() {
      return name;
    }

    Host host() {
      return host;
    }

    GatewayProcess process() {
      return process;
    }

    URI address(String path) {
      return URI.create("http://" + host.address() + ":8080" + path);
    }

    URI management(String path) {
      return URI.create("http://" + host.address() + ":8081" + path);
    }

    /** Starts it, and does not wait. */
    void start() throws IOException {
      Path own = Files.createDirectories(folder.resolve(name));
      process = GatewayProcess.start(host.launcher(), command, http, own, settings(host), Map.of());
    }

    /** How many workers this gateway would ask. */
    int workers() throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(management("/metrics")).timeout(Duration.ofSeconds(5)).build();
      return http.send(request, BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith("serin_workers "))
          .mapToInt(line -> (int) Double.parseDouble(line.split(" ")[1]))
          .findFirst()
          .orElse(0);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * @param folder for all that they write
   */
  Fleet(Path folder, int gateways, int workers) throws IOException, InterruptedException {
    this.folder = folder;
    network = new Network();
    for (int i = 1; i <= gateways; i++) {
      this.gateways.add(new Node("gateway-" + i, "serve", network.add()));
    }
    for (int i = 1; i <= workers; i++) {
      this.workers.add(new Node("worker-" + i, "worker", network.add()));
    }
  }

  private List<String> settings(Host host) {
    return List.of(
        "cluster.workers=remote",
        "cluster.host=" + host.address(),
        "cluster.members="
            + all().stream().map(node -> node.host.address()).collect(Collectors.joining(" ")),
        "http.host=" + host.address(),
        "http.port=8080",
        "management.host=" + host.address(),
        "management.port=8081",
        "models.directory=" + MODELS,
        "shutdown.delay=1s");
  }

  /** Starts all, and waits until each gateway would ask each worker. */
  void start() throws IOException, InterruptedException {
    for (Node node : all()) {
      node.start();
    }
    for (Node node : all()) {
      node.process.ready();
    }
    await(workers.size());
  }

  Network network() {
    return network;
  }

  List<Node> gateways() {
    return gateways;
  }

  List<Node> workers() {
    return workers;
  }

  List<Node> all() {
    List<Node> all = new ArrayList<>(workers);
    all.addAll(gateways);
    return all;
  }

  /**
   * Waits until each gateway would ask {@code count} workers.
   *
   * @return how long that took, in nanoseconds
   */
  long await(int count) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (Node gateway : gateways) {
      int found = gateway.workers();
      while (found != count) {
        if (System.nanoTime() - start > LONG_NS) {
          throw new AssertionError(
              "%s knows %d workers of %d: %s"
                  .formatted(gateway, found, count, gateway.process.errors()));
        }
        LockSupport.parkNanos(100_000_000);
        found = gateway.workers();
      }
    }
    return System.nanoTime() - start;
  }

  @Override
  public void close() {
    all().stream().filter(node -> node.process != null).forEach(node -> node.process.close());
    network.close();
  }
}
