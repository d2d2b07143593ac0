package dev.serin.gateway.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A gateway without models and its workers, each in a process of its own, until closed. */
record WorkersProcess(ServerProcess gateway, List<ServerProcess> workers) implements AutoCloseable {

  /**
   * Started and joined.
   *
   * @param folder for what they write; its name is that of the cluster
   * @param cores one for each worker; empty: on any
   */
  static WorkersProcess start(Path models, Path folder, List<OptionalInt> cores)
      throws IOException, InterruptedException {
    List<Integer> ports = freePorts(cores.size() + 1);
    Path none = Files.createDirectories(folder.resolve("none"));
    List<ServerProcess> workers = new ArrayList<>();
    for (int i = 0; i < cores.size(); i++) {
      workers.add(ServerProcess.worker(models, settings(folder, ports, i + 1), cores.get(i)));
    }
    List<String> settings = new ArrayList<>(settings(folder, ports, 0));
    settings.add("cluster.workers=remote");
    WorkersProcess all = new WorkersProcess(ServerProcess.start(none, settings), workers);
    all.awaitReady();
    return all;
  }

  private static List<String> settings(Path folder, List<Integer> ports, int process) {
    List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
    return List.of(
        "data.directory=" + folder.resolve("data-" + process),
        "cluster.name=" + folder,
        "cluster.member-port=" + ports.get(process),
        "cluster.members=" + String.join(" ", members));
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> free = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      free.add(new ServerSocket(0));
    }
    List<Integer> ports = free.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : free) {
      socket.close();
    }
    return ports;
  }

  private void awaitReady() throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create(gateway.management() + "/health/ready")).build();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (http.send(ready, BodyHandlers.discarding()).statusCode() != 200) {
      if (System.nanoTime() > end) {
        throw new IOException("the gateway hears no worker");
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** CPU time of the workers, in milliseconds. */
  double workersCpuMillis() throws IOException {
    double sum = 0;
    for (ServerProcess worker : workers) {
      sum += worker.cpuMillis();
    }
    return sum;
  }

  /** CPU time of all processes, in milliseconds. */
  double cpuMillis() throws IOException {
    return gateway.cpuMillis() + workersCpuMillis();
  }

  @Override
  public void close() {
    gateway.close();
    workers.forEach(ServerProcess::close);
  }
}
