package dev.serin.gateway.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.admission.ConnectionTable;
import dev.serin.gateway.admission.Permits;
import dev.serin.gateway.config.ManagementConfig;
import dev.serin.gateway.config.Secret;
import dev.serin.gateway.edge.Edge;
import dev.serin.gateway.error.ProblemHandler;
import dev.serin.gateway.fleet.Fleet;
import dev.serin.gateway.fleet.FleetStore;
import dev.serin.gateway.ops.ManagementServer;
import dev.serin.gateway.ops.Readiness;
import dev.serin.gateway.rollout.Observed.Disagreement;
import dev.serin.gateway.rollout.control.FakeExperiments;
import dev.serin.gateway.rollout.control.Loop;
import dev.serin.gateway.rollout.control.MemoryStore;
import dev.serin.gateway.rollout.control.RolloutController;
import dev.serin.gateway.rollout.plan.Traffic.Rates;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every path of the rollouts' interface, over a real socket. */
final class RolloutApiIT {
  private static final String PLAN =
      """
      model: pets
      candidate: "2"
      shadow: 20%
      steps:
        - {weight: 1%, for: 10s, samples: 5}
        - {weight: 50%, for: 10s, samples: 5}
      guards:
        accuracy: {worse_than: 0}
      """;

  private final Vertx vertx = Vertx.vertx();
  private final MemoryStore store = new MemoryStore();
  private final FakeExperiments experiments = new FakeExperiments();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-23T16:00:00Z"));
  private final AtomicInteger ids = new AtomicInteger();
  private final Permits streams = new Permits(2);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile Rates rates = new Rates(20, 0.005, 3_000);
  private RolloutController controller;
  private int port;

  @BeforeEach
  void start() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Loop loop =
        Loop.of(vertx, vertx.getOrCreateContext(), vertx.createSharedWorkerExecutor("sums", 2));
    controller =
        new RolloutController(
            store,
            experiments,
            RolloutApiIT::catalog,
            now::get,
            () -> "%08x".formatted(ids.incrementAndGet()),
            new Fleet(FleetStore.ALONE, Duration.ofSeconds(3), -1),
            loop,
            registry);
    controller.start(Duration.ofMillis(20), Duration.ofSeconds(1)).await();
    RolloutApi api =
        new RolloutApi(controller, model -> Future.succeededFuture(rates), model -> 2, streams);
    port =
        new ManagementServer(
                vertx,
                new ManagementConfig("127.0.0.1", 0, 8, Optional.empty()),
                new Secret("hush"),
                new Readiness(RolloutApiIT::catalog),
                registry,
                new ProblemHandler(Duration.ofSeconds(1)),
                new Edge(
                    new ConnectionTable(new Permits(8)),
                    new Edge.Times(Duration.ofSeconds(10), Optional.empty(), Duration.ofSeconds(1)),
                    registry,
                    "management"),
                api)
            .listen()
            .await()
            .actualPort();
  }

  @AfterEach
  void close() {
    controller.close().await();
    vertx.close().await();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/rollouts",
    "POST, /v1/rollouts",
    "GET, /v1/rollouts/x",
    "GET, /v1/rollouts/x/events",
    "GET, /v1/rollouts/x/explanation",
    "GET, /v1/rollouts/x/replay",
    "POST, /v1/rollouts/x/abort",
    "POST, /v1/rollout-plans"
  })
  void anyPath_withoutToken_401(String method, String path) {
    assertThat(send(uri(path).method(method, BodyPublishers.ofString(PLAN))).statusCode())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, '', 404",
    "GET, /events, 404",
    "GET, /explanation, 404",
    "GET, /replay, 404",
    "POST, /pause, 404",
    "POST, /resume, 404",
    "POST, /promote, 404",
    "POST, /abort, 404",
    "PUT, '', 405",
    "DELETE, /abort, 405",
    "GET, /nothing, 404"
  })
  void path_unknownIdOrMethod_problem(String method, String path, int status) {
    HttpResponse<String> response =
        send(call("/v1/rollouts/x" + path).method(method, BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
  }

  @Test
  void begin_plan_201WithLocationAndDocument() {
    HttpResponse<String> response = begin("Serin-Actor", "anna");
    assertThat(response.statusCode()).isEqualTo(201);
    String path = response.headers().firstValue("location").orElseThrow();
    assertThat(path).isEqualTo("/v1/rollouts/pets-2-00000001");
    JsonObject document = new JsonObject(response.body());
    assertThat(document.fieldNames())
        .containsExactlyInAnyOrder(
            "id",
            "model",
            "candidate",
            "stable",
            "phase",
            "reason",
            "started",
            "ended",
            "weight",
            "shadow",
            "step",
            "steps",
            "requests",
            "left_out",
            "guards",
            "acknowledged",
            "on_inconclusive",
            "storage",
            "labels",
            "warnings");
    assertThat(document.getJsonArray("warnings").getString(0)).contains("required from the first");
    assertThat(document.getJsonObject("step").encode())
        .isEqualTo(
            "{\"number\":1,\"of\":2,\"for_seconds\":10,\"elapsed_seconds\":0,\"deadline_seconds\":40,\"proof\":false,\"samples\":5,\"samples_seen\":0}");
    assertThat(document.getDouble("weight")).isEqualTo(0.01);
    assertThat(document.getJsonObject("guards").getJsonObject("accuracy").fieldNames())
        .containsExactly(
            "then",
            "required",
            "samples",
            "estimate",
            "low",
            "high",
            "unit",
            "harm",
            "proof",
            "required_when");
    assertThat(get(path).getString("phase")).isEqualTo("progressing");
    JsonObject summary = get("/v1/rollouts").getJsonArray("rollouts").getJsonObject(0);
    assertThat(summary.getJsonObject("step").encode()).isEqualTo("{\"number\":1,\"of\":2}");
    assertThat(get(path + "/events").getJsonArray("events").getJsonObject(0).getString("actor"))
        .isEqualTo("anna");
  }

  @Test
  void begin_whatCannotBe_itsProblem() {
    assertThat(code(begin("Content-Type", "text/plain"))).isEqualTo("unsupported-media-type");
    assertThat(code(begin("Serin-Actor", "x".repeat(65)))).isEqualTo("bad-parameter");
    assertThat(code(post("/v1/rollouts", ""))).isEqualTo("empty-body");
    HttpResponse<String> bad = post("/v1/rollouts", PLAN.replace("weight: 1%", "wieght: 1%"));
    assertThat(bad.statusCode()).isEqualTo(422);
    assertThat(new JsonObject(bad.body()).getString("detail"))
        .contains("line 5")
        .contains("did you mean 'weight'");
    assertThat(code(post("/v1/rollouts", PLAN.replace("\"2\"", "\"4\"")))).isEqualTo("bad-plan");
    assertThat(code(post("/v1/rollouts", PLAN + "#".repeat(70_000)))).isEqualTo("too-large");
    store.failing = true;
    HttpResponse<String> down = begin();
    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(code(down)).isEqualTo("storage-down");
    assertThat(down.headers().firstValue("retry-after")).isPresent();
    store.failing = false;
    assertThat(begin().statusCode()).isEqualTo(201);
    HttpResponse<String> second = begin();
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(code(second)).isEqualTo("rollout-running");
  }

  @Test
  void commands_oneAfterTheOther_documentsAndAudit() {
    begin();
    String path = "/v1/rollouts/pets-2-00000001";
    assertThat(command(path, "pause").getString("phase")).isEqualTo("paused");
    assertThat(command(path, "resume").getString("phase")).isEqualTo("progressing");
    assertThat(command(path, "promote").getString("phase")).isEqualTo("promoted");
    HttpResponse<String> illegal = post(path + "/pause", "", "Serin-Actor", "bob");
    assertThat(illegal.statusCode()).isEqualTo(409);
    assertThat(code(illegal)).isEqualTo("illegal-command");
    assertThat(get(path).getString("ended")).isNotNull();
    assertThat(command(path, "abort").getString("phase")).isEqualTo("aborted");
    assertThat(command(path, "abort").getString("phase")).isEqualTo("aborted");
    List<String> audit = new ArrayList<>();
    get(path + "/events")
        .getJsonArray("events")
        .forEach(
            event ->
                audit.add(
                    ((JsonObject) event).getString("actor")
                        + " "
                        + ((JsonObject) event).getString("to")));
    assertThat(audit)
        .containsExactly(
            "token progressing", "bob paused", "bob progressing", "bob promoted", "bob aborted");
    assertThat(get(path + "/replay").encode())
        .isEqualTo(
            "{\"same\":true,\"entries\":4,\"events\":5,\"verdict\":\"aborted\",\"differs_at\":null}");
  }

  @Test
  void explanation_disagreements_sentencesAndImages() {
    begin();
    experiments.see(new Disagreement("ab".repeat(32), "cat", 0.9, "dog", 0.8));
    experiments.see(7, 70);
    String path = "/v1/rollouts/pets-2-00000001";
    await(() -> get(path).getJsonObject("requests").getLong("canary") == 7);
    JsonObject explanation = get(path + "/explanation");
    assertThat(explanation.getJsonArray("text").getString(0))
        .startsWith("Version 2 of pets is being rolled out in step 1 of 2 at 1% of the traffic");
    assertThat(explanation.getJsonArray("disagreements").encode())
        .isEqualTo(
            "[{\"image\":\"/cdn/images/"
                + "ab".repeat(32)
                + "\",\"stable\":{\"label\":\"cat\",\"probability\":0.9},\"candidate\":{\"label\":\"dog\",\"probability\":0.8}}]");
  }

  @Test
  void plans_trafficEnoughOrNot_200Or422() {
    // Labels come, so accuracy is required, and some seconds are too few to prove it.
    HttpResponse<String> labelled = post("/v1/rollout-plans", PLAN);
    assertThat(new JsonObject(labelled.body()).getString("detail")).contains("Proving 'accuracy'");
    HttpResponse<String> good =
        post(
            "/v1/rollout-plans",
            PLAN.replace("{worse_than: 0}", "{worse_than: 0, required: false}"));
    assertThat(good.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(good.body()).fieldNames())
        .containsExactly("decidable", "traffic", "steps", "proof", "chances", "warnings", "advice");
    rates = new Rates(0.01, 0.005, 0);
    HttpResponse<String> bad = post("/v1/rollout-plans", PLAN);
    assertThat(bad.statusCode()).isEqualTo(422);
    assertThat(code(bad)).isEqualTo("plan-undecidable");
    assertThat(new JsonObject(bad.body()).getBoolean("decidable")).isFalse();
    assertThat(new JsonObject(bad.body()).getString("detail")).contains("Step 1 waits for 5");
    assertThat(code(post("/v1/rollout-plans", "{}"))).isEqualTo("bad-plan");
  }

  @Test
  void promote_unproven_409UntilForceAndAReasonAreGiven() {
    HttpResponse<String> begun =
        post("/v1/rollouts", PLAN.replace("{worse_than: 0}", "{worse_than: 0, required: true}"));
    String path = begun.headers().firstValue("location").orElseThrow();
    HttpResponse<String> refused = order(path, "");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(code(refused)).isEqualTo("unproven");
    assertThat(new JsonObject(refused.body()).getString("detail"))
        .contains("accuracy is not proven harmless", "force and a reason");
    assertThat(get(path).getString("phase")).isEqualTo("progressing");
    HttpResponse<String> done = order(path, "{\"force\": true, \"reason\": \"demo at nine\"}");
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    String reason =
        "promote by anna, forced although accuracy is not proven harmless: demo at nine";
    assertThat(new JsonObject(done.body()).getString("reason")).isEqualTo(reason);
    JsonObject event = get(path + "/events").getJsonArray("events").getJsonObject(1);
    assertThat(event.getString("reason")).isEqualTo(reason);
    assertThat(event.getString("actor")).isEqualTo("anna");
    assertThat(get("/v1/rollouts").getJsonArray("rollouts").getJsonObject(0).getString("reason"))
        .isEqualTo(reason);
    assertThat(get(path + "/explanation").encode()).contains(reason);
    assertThat(get(path + "/replay").getBoolean("same")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"force\": true}",
        "{\"force\": true, \"reason\": \"  \"}",
        "{\"force\": true, \"reason\": \"two\\nlines\"}",
        "{\"force\": true, \"reason\": 7}",
        "{\"force\": \"yes\", \"reason\": \"why\"}",
        "{\"force\": false, \"reason\": \"why\"}",
        "{\"reason\": \"why\"}",
        "{\"forced\": true, \"reason\": \"why\"}",
        "{\"force\"",
        "[]"
      })
  void promote_bodyThatSaysSomethingElse_400AndNothingHappens(String body) {
    String path = begin().headers().firstValue("location").orElseThrow();
    assertThat(order(path, body).statusCode()).isEqualTo(400);
    assertThat(get(path).getString("phase")).isEqualTo("progressing");
  }

  private HttpResponse<String> order(String path, String body) {
    return send(
        call(path + "/promote").header("Serin-Actor", "anna").POST(BodyPublishers.ofString(body)));
  }

  @Test
  void stream_runningRollout_changesAndStatusUntilTheEnd() throws Exception {
    begin();
    String path = "/v1/rollouts/pets-2-00000001";
    try (BufferedReader lines = stream(path, null)) {
      assertThat(until(lines, "event: status")).contains("id: 1", "event: change");
      command(path, "pause");
      assertThat(until(lines, "id: 2")).isNotEmpty();
      command(path, "abort");
      List<String> rest = until(lines, null);
      assertThat(rest).contains("id: 3");
      assertThat(rest).anyMatch(line -> line.contains("\"to\":\"aborted\""));
    }
    await(() -> streams.inUse() == 0);
  }

  @Test
  void stream_lastEventId_onlyWhatCameAfter() throws Exception {
    begin();
    String path = "/v1/rollouts/pets-2-00000001";
    command(path, "pause");
    command(path, "abort");
    try (BufferedReader lines = stream(path, "2")) {
      List<String> all = until(lines, null);
      assertThat(all).contains("id: 3").doesNotContain("id: 1", "id: 2");
    }
    assertThat(
            send(call(path + "/events")
                    .header("Accept", "text/event-stream")
                    .header("Last-Event-ID", "x"))
                .statusCode())
        .isEqualTo(400);
    await(() -> streams.inUse() == 0);
  }

  @Test
  void stream_overTheLimit_429UntilAClientHasGone() throws Exception {
    begin();
    String path = "/v1/rollouts/pets-2-00000001";
    try (BufferedReader first = stream(path, null)) {
      until(first, "event: status");
      try (BufferedReader second = stream(path, null)) {
        until(second, "event: status");
        HttpResponse<String> third =
            send(call(path + "/events").header("Accept", "text/event-stream"));
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(code(third)).isEqualTo("too-many-streams");
      }
      await(() -> streams.inUse() == 1);
      try (BufferedReader again = stream(path, null)) {
        assertThat(until(again, "event: status")).contains("id: 1");
      }
    }
    await(() -> streams.inUse() == 0);
    assertThat(
            send(call("/v1/rollouts/x/events").header("Accept", "text/event-stream")).statusCode())
        .isEqualTo(404);
    assertThat(streams.inUse()).isZero();
  }

  private HttpResponse<String> begin(String... headers) {
    return post("/v1/rollouts", PLAN, headers);
  }

  private JsonObject command(String path, String command) {
    HttpResponse<String> response = post(path + "/" + command, "", "Serin-Actor", "bob");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  private JsonObject get(String path) {
    HttpResponse<String> response = send(call(path));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  private HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request = call(path).setHeader("Content-Type", "application/yaml");
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request.POST(BodyPublishers.ofString(body)));
  }

  private BufferedReader stream(String path, @Nullable String lastEventId) throws Exception {
    HttpRequest.Builder request = call(path + "/events").header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** Lines up to one that is {@code end}, or all where that is null. */
  private static List<String> until(BufferedReader lines, @Nullable String end) throws IOException {
    List<String> read = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      read.add(line);
      if (line.equals(end)) {
        return read;
      }
    }
    assertThat(end).as("the stream ended after %s", read).isNull();
    return read;
  }

  private HttpRequest.Builder uri(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30));
  }

  private HttpRequest.Builder call(String path) {
    return uri(path).header("Authorization", "Bearer hush");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String code(HttpResponse<String> response) {
    return new JsonObject(response.body()).getString("code");
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it took too long").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static Catalog catalog() {
    return new Catalog(
        true, List.of(new ModelInfo("pets", "1", List.of(version("1"), version("2")))));
  }

  private static VersionInfo version(String name) {
    return new VersionInfo(name, State.READY, null, "ab".repeat(32), List.of("cat", "dog"), null);
  }
}
