package dev.serin.gateway.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.TinyGraph;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that classifies itself, and a worker in another process that helps it. */
final class BothWorkersIT {
  private static final Pattern RUNS =
      Pattern.compile("serin_inference_seconds_count\\{model=\"pets\"[^}]*} (\\S+)");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<GatewayProcess> all = new ArrayList<>();
  private int images;

  @TempDir Path folder;

  @AfterEach
  void close() {
    all.forEach(GatewayProcess::close);
  }

  @Test
  void both_theOtherProcessIsKilled_thisOneGoesOn() throws Exception {
    int port = freePort();
    List<String> cluster =
        List.of("cluster.name=" + folder.getFileName(), "cluster.members=127.0.0.1:" + port);
    GatewayProcess gateway =
        start("serve", "here", cluster, "cluster.workers=both", "cluster.member-port=" + port);
    GatewayProcess worker = start("worker", "there", cluster, "cluster.member-port=" + freePort());
    gateway.ready();
    worker.ready();
    awaitModel(gateway, "there");
    assertThat(classify(gateway, "here").statusCode()).isEqualTo(200);
    assertThat(classify(gateway, "there").statusCode()).isEqualTo(200);
    awaitRuns(gateway, gateway);
    awaitRuns(gateway, worker);

    worker.kill();
    for (int i = 0; i < 50; i++) {
      HttpResponse<String> response = classify(gateway, "pets");
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }
    assertThat(classify(gateway, "here").statusCode()).isEqualTo(200);
    HttpResponse<String> gone = classify(gateway, "there");
    assertThat(gone.statusCode()).as(gone.body()).isEqualTo(503);
    assertThat(new JsonObject(gone.body()).getString("code")).isEqualTo("no-worker");
  }

  /** Has the model pets, and one that has its name. */
  private GatewayProcess start(String command, String name, List<String> cluster, String... more)
      throws IOException {
    Path own = folder.resolve(name);
    Models.write(own.resolve("models"));
    new ModelFolders(own.resolve("models")).write(name, "1", TinyGraph.rgb());
    List<String> settings = new ArrayList<>(cluster);
    settings.addAll(List.of(more));
    GatewayProcess started = GatewayProcess.start(command, http, own, settings, Map.of());
    all.add(started);
    return started;
  }

  private HttpResponse<String> classify(GatewayProcess to, String model) throws Exception {
    images++;
    return to.post(
        "/v1/models/" + model + "/classify", "image/png", Models.image(images), "anybody");
  }

  private static void awaitModel(GatewayProcess gateway, String model) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (gateway.get("/v1/models/" + model).statusCode() != 200) {
      assertThat(System.nanoTime()).as("the worker is not heard").isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Classifies until {@code process} has had its part of it. */
  private void awaitRuns(GatewayProcess gateway, GatewayProcess process) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (runs(process) < 5) {
      assertThat(System.nanoTime()).as("it is not asked").isLessThan(end);
      assertThat(classify(gateway, "pets").statusCode()).isEqualTo(200);
    }
  }

  private static double runs(GatewayProcess process) throws Exception {
    String metrics = process.manage("GET", "/metrics", "test", BodyPublishers.noBody()).body();
    Matcher matcher = RUNS.matcher(metrics);
    double runs = 0;
    while (matcher.find()) {
      runs += Double.parseDouble(matcher.group(1));
    }
    return runs;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
