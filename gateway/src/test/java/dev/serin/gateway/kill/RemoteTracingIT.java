package dev.serin.gateway.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.serin.gateway.tracing.Collector;
import dev.serin.gateway.tracing.Collector.Seen;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Traces and logs of a gateway and a worker that are processes of their own. */
@Timeout(180)
final class RemoteTracingIT {
  private static final String PATH = "/v1/models/pets/classify";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Collector collector = new Collector();
  private final List<GatewayProcess> all = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void close() {
    all.forEach(GatewayProcess::close);
    collector.close();
  }

  private GatewayProcess start(
      String command, String name, List<String> settings, Map<String, String> environment)
      throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    Models.write(own.resolve("models"));
    GatewayProcess started = GatewayProcess.start(command, http, own, settings, environment);
    all.add(started);
    return started;
  }

  private List<String> cluster(String name, int port, List<Integer> ports) {
    return List.of(
        "cluster.name=" + folder.getFileName(),
        "cluster.members="
            + ports.stream().map(p -> "127.0.0.1:" + p).collect(Collectors.joining(" ")),
        "cluster.member-port=" + port,
        "cluster.workers=remote",
        "tracing.endpoint=" + collector.url(),
        "tracing.sample=1",
        "tracing.delay=10ms",
        "tracing.service=" + name);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  @Test
  void workerApart_itsSpansArePartsOfTheGatewaysAndEveryLineIsForElasticsearch() throws Exception {
    List<Integer> ports = List.of(freePort(), freePort());
    Map<String, String> json = Map.of("SERIN_LOG_FORMAT", "json");
    GatewayProcess gateway = start("serve", "gateway", cluster("edge", ports.get(0), ports), json);
    GatewayProcess worker = start("worker", "worker", cluster("lanes", ports.get(1), ports), json);
    worker.ready();
    gateway.ready();

    HttpResponse<String> answer = gateway.post(PATH, "image/png", Models.image(1), "anybody");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<Seen> spans = collector.trace(11, span -> span.name().equals("run"));
    System.out.println(Collector.tree(spans));
    String root = "POST /v1/models/:model/classify";
    String remote = "serin.worker.1.classify@{worker}";
    Map<String, String> names = spans.stream().collect(Collectors.toMap(Seen::id, Seen::name));
    assertThat(spans.stream())
        .extracting(
            span -> span.service() + ": " + span.name(),
            span -> names.getOrDefault(span.parent(), span.parent()))
        .extracting(tuple -> tuple.toList().get(0) + " < " + tuple.toList().get(1))
        .containsExactlyInAnyOrder(
            "edge: " + root + " < ",
            "edge: receive body < " + root,
            "edge: classify < " + root,
            "edge: send " + remote + " < classify",
            "lanes: process " + remote + " < send " + remote,
            "lanes: send serin.classify < process " + remote,
            "lanes: process serin.classify < send serin.classify",
            "lanes: wait for decoder < process serin.classify",
            "lanes: decode < process serin.classify",
            "lanes: wait for run < process serin.classify",
            "lanes: run < process serin.classify");
    assertThat(spans).noneMatch(Seen::failed);

    HttpResponse<String> bad = gateway.post(PATH, "image/png", new byte[20], "anybody");
    assertThat(bad.statusCode()).isEqualTo(415);
    Seen decode =
        collector.trace(9, span -> span.name().equals("decode") && span.failed()).stream()
            .filter(span -> span.name().equals("decode"))
            .findFirst()
            .orElseThrow();
    assertThat(decode.attributes()).contains(entry("error.type", "unsupported_format"));

    gateway.get("/none");
    gateway.get("/v1/models");
    worker.end();
    gateway.post(PATH, "image/png", Models.image(2), "anybody");
    gateway.end();
    List<JsonObject> lines = new ArrayList<>(lines("gateway"));
    assertThat(lines)
        .filteredOn(line -> "access".equals(line.getString("log.logger")))
        .hasSize(5)
        .first()
        .satisfies(line -> assertThat(line.getString("trace.id")).isEqualTo(spans.get(0).trace()));
    lines.addAll(lines("worker"));
    areIndexable(lines);
  }

  /** What stands there, but for what the JVM itself remarks. */
  private List<JsonObject> lines(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name).resolve("err")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("WARNING: "))
        .map(JsonObject::new)
        .toList();
  }

  /** As Elasticsearch sees them: a moment in each, one type for each field, no field in another. */
  private static void areIndexable(List<JsonObject> lines) {
    Map<String, Class<?>> types = new TreeMap<>();
    for (JsonObject line : lines) {
      assertThat(Instant.parse(line.getString("@timestamp"))).isBefore(Instant.now());
      for (String field : line.fieldNames()) {
        Class<?> type = line.getValue(field).getClass();
        assertThat(types.merge(field, type, (before, now) -> before))
            .as("%s in %s", field, line)
            .isEqualTo(type);
      }
    }
    assertThat(lines.stream().map(line -> line.getString("log.logger")).distinct())
        .hasSizeGreaterThan(1)
        .contains("access")
        .doesNotContainNull();
    for (String field : types.keySet()) {
      assertThat(types.keySet()).noneMatch(other -> other.startsWith(field + "."));
    }
  }

  /** Not a class of OpenTelemetry: a start has no time to lose. */
  @Test
  void tracingOff_aStartAndARequest_nothingOfItIsLoaded() throws Exception {
    Path loaded = folder.resolve("loaded");
    GatewayProcess gateway =
        start(
            "serve",
            "plain",
            List.of(),
            Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded));
    gateway.ready();
    assertThat(gateway.post(PATH, "image/png", Models.image(1), "anybody").statusCode())
        .isEqualTo(200);
    gateway.end();
    List<String> classes = Files.readAllLines(loaded);
    assertThat(classes).anyMatch(line -> line.contains("dev.serin.gateway.tracing.Tracing "));
    assertThat(classes)
        .noneMatch(line -> line.contains(" io.opentelemetry."))
        .noneMatch(line -> line.contains("gateway.tracing.Export"))
        .noneMatch(line -> line.contains(" co.elastic."));
  }
}
