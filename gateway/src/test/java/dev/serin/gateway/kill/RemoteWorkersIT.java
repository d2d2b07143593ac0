package dev.serin.gateway.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway without models and two workers, each in a process of its own. */
final class RemoteWorkersIT {
  private static final String PATH = "/v1/models/pets/classify?top=3";
  private static final int CALLERS = 6;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
  private final List<GatewayProcess> all = new ArrayList<>();
  private final AtomicInteger images = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private volatile boolean ends;

  @TempDir Path folder;
  private List<String> cluster = List.of();

  @BeforeEach
  void findPorts() throws IOException {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      try (ServerSocket free = new ServerSocket(0)) {
        members.add("127.0.0.1:" + free.getLocalPort());
      }
    }
    cluster =
        List.of(
            "cluster.name=" + folder.getFileName(), "cluster.members=" + String.join(" ", members));
  }

  @AfterEach
  void close() {
    ends = true;
    all.forEach(GatewayProcess::close);
    threads.shutdownNow();
  }

  @Test
  void workersApart_oneKilledAndOneEnded_noRequestFails() throws Exception {
    GatewayProcess gateway = start("serve", 0, "gateway", "cluster.workers=remote");
    GatewayProcess first = start("worker", 1, "first");
    GatewayProcess second = start("worker", 2, "second");
    GatewayProcess alone = start("serve", -1, "alone");
    first.ready();
    second.ready();
    gateway.ready();
    alone.ready();

    for (int i = 0; i < 20; i++) {
      byte[] image = Models.image(images.incrementAndGet());
      assertThat(results(gateway, image)).isEqualTo(results(alone, image));
    }
    assertThat(post(gateway, "/v1/models/none/classify").statusCode()).isEqualTo(404);

    List<Future<?>> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(threads.submit(() -> call(gateway)));
    }
    answerMore(200);
    first.kill();
    answerMore(200);
    GatewayProcess third = start("worker", 3, "third").ready();
    answerMore(100);
    second.end();
    answerMore(200);
    ends = true;
    for (Future<?> caller : callers) {
      caller.get(60, TimeUnit.SECONDS);
    }
    assertThat(wrong).isEmpty();

    third.kill();
    HttpResponse<String> nobody = post(gateway, PATH);
    assertThat(nobody.statusCode()).as(nobody.body()).isEqualTo(503);
    assertThat(new JsonObject(nobody.body()).getString("code")).isEqualTo("no-worker");
    assertThat(nobody.headers().firstValue("Retry-After")).isPresent();
  }

  /**
   * @param place of its port among the members; below 0: it is in no cluster
   */
  private GatewayProcess start(String command, int place, String name, String... more)
      throws IOException {
    List<String> settings = new ArrayList<>(List.of("inference.queue-length=256"));
    Path own = Files.createDirectories(folder.resolve(name));
    boolean hasModels = place != 0;
    Models.write(hasModels ? own.resolve("models") : folder.resolve("unused"));
    Files.createDirectories(own.resolve("models"));
    if (place >= 0) {
      settings.addAll(cluster);
      String member = cluster.get(1).split("[= ]")[place + 1];
      settings.add("cluster.member-port=" + member.split(":")[1]);
    }
    settings.addAll(List.of(more));
    GatewayProcess started = GatewayProcess.start(command, http, own, settings, Map.of());
    all.add(started);
    return started;
  }

  private HttpResponse<String> post(GatewayProcess to, String path) throws Exception {
    return to.post(path, "image/png", Models.image(images.incrementAndGet()), "anybody");
  }

  /** All but the id, which is new each time. */
  private static String results(GatewayProcess from, byte[] image) throws Exception {
    HttpResponse<String> response = from.post(PATH, "image/png", image, "anybody");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body().replaceFirst("\"prediction_id\":\"[^\"]*\"", "");
  }

  private Void call(GatewayProcess gateway) throws Exception {
    while (!ends) {
      HttpResponse<String> response = post(gateway, PATH);
      if (response.statusCode() == 200 && best(response) != null) {
        answered.incrementAndGet();
      } else {
        wrong.add(response.statusCode() + " " + response.body());
      }
    }
    return null;
  }

  private static String best(HttpResponse<String> response) {
    return new JsonObject(response.body())
        .getJsonArray("results")
        .getJsonObject(0)
        .getJsonArray("predictions")
        .getJsonObject(0)
        .getString("label");
  }

  private void answerMore(int count) {
    int enough = answered.get() + count;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (answered.get() < enough) {
      assertThat(System.nanoTime()).as("%s answers, %s", answered, wrong).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
