package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.EncodedImage;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forgotten, and what caches in front are told. */
final class PurgeIT {
  private static final String[] AUTHORIZED = {"Authorization", "Bearer " + RolloutTraffic.TOKEN};
  private static final String HEX = EncodedImage.of("a".getBytes(StandardCharsets.UTF_8)).sha256();
  private static final String RESULT = "/cdn/results/pets/2/" + HEX;
  private static final String PLAN =
      """
      model: pets
      candidate: "2"
      steps: [{weight: 50%, for: 1h}]
      guards: {errors: {worse_than: 1.1x, alpha: 0.01}}
      """;

  private final Path data;
  private final Vertx vertx = Vertx.vertx();

  /** Stands for three caches in front; each line is method, path, what it was told. */
  private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

  private final AtomicInteger failures = new AtomicInteger();
  private final HttpServer cache;
  private final List<TestGateway> gateways = new ArrayList<>();

  PurgeIT(@TempDir Path data) {
    this.data = data;
    cache =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              heard.add(
                                  String.join(
                                          " ",
                                          request.method().name(),
                                          request.uri(),
                                          String.valueOf(request.getHeader("Surrogate-Key")),
                                          String.valueOf(request.getHeader("Authorization")),
                                          body.toString())
                                      .strip());
                              boolean fails = failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
                              request.response().setStatusCode(fails ? 500 : 204).end();
                            }))
            .listen(0, "127.0.0.1")
            .await();
  }

  @AfterEach
  void close() {
    gateways.forEach(TestGateway::close);
    vertx.close().await();
  }

  @Test
  void purge_image_resultsGoEveryCacheIsToldAndAgainIsNoError() {
    TestGateway serin = serin("http", "varnish", "nginx");
    serin.classify("a");
    HttpResponse<String> purged = purge(serin, "{\"image\":\"sha256:" + HEX + "\"}");
    assertThat(purged.statusCode()).as(purged.body()).isEqualTo(200);
    JsonObject said = json(purged);
    assertThat(said.getInteger("results")).isEqualTo(1);
    assertThat(said.getJsonArray("keys")).containsExactly("image-" + HEX);
    assertThat(states(said)).containsExactly("done", "done", "done");
    assertThat(heard)
        .contains("BAN / image-" + HEX + " Bearer hush")
        .contains("PURGE /cdn/images/" + HEX + " null Bearer hush")
        .contains("PURGE /cdn/images/" + HEX + "?w=320&format=webp null Bearer hush")
        .contains("PURGE /cdn/results/pets/1/" + HEX + " null Bearer hush")
        .contains("PURGE /cdn/results/pets/1/" + HEX + "?digest=abababababababab null Bearer hush")
        .anyMatch(line -> line.startsWith("POST /hook null Bearer hush {\"reason\":\"asked for\""));
    assertThat(serin.classify("a").headers().firstValue("cache-status").orElse(""))
        .contains("miss");
    assertThat(serin.get("/cdn/images/" + HEX).statusCode()).isEqualTo(200);
    purge(serin, "{\"image\":\"" + HEX + "\"}");
    assertThat(json(purge(serin, "{\"image\":\"" + HEX + "\"}")).getInteger("results")).isZero();
  }

  @Test
  void purge_imageWithDelete_notServedAnyMore() {
    TestGateway serin = serin();
    serin.classify("a");
    String order = "{\"image\":\"" + HEX + "\",\"delete\":true}";
    assertThat(json(purge(serin, order)).getBoolean("deleted")).isTrue();
    assertThat(serin.get("/cdn/images/" + HEX).statusCode()).isEqualTo(404);
    assertThat(serin.get(RESULT).statusCode()).isEqualTo(404);
    assertThat(purge(serin, order).statusCode()).isEqualTo(200);
  }

  @Test
  void purge_modelVersionOrKeys_onlyWhatIsMeant() {
    TestGateway serin = serin("varnish");
    serin.classify("a");
    serin.get(RESULT);
    assertThat(json(purge(serin, "{\"model\":\"pets\",\"version\":\"2\"}")).getInteger("results"))
        .isEqualTo(1);
    assertThat(heard).containsExactly("BAN / model-pets-v2 Bearer hush");
    assertThat(json(purge(serin, "{\"keys\":[\"model-dogs\",\"x\"]}")).getInteger("results"))
        .isZero();
    assertThat(json(purge(serin, "{\"model\":\"pets\"}")).getInteger("results")).isEqualTo(1);
    serin.classify("a");
    assertThat(json(purge(serin, "{\"keys\":[\"image-" + HEX + "\"]}")).getInteger("results"))
        .isEqualTo(1);
  }

  @Test
  void purge_unclearOrWithoutTheToken_refused() {
    TestGateway serin = serin();
    for (String body :
        new String[] {
          "{}",
          "[1]",
          "no",
          "{\"image\":\"x\"}",
          "{\"model\":\"pets\",\"keys\":[\"a\"]}",
          "{\"model\":\"pets\",\"delete\":true}",
          "{\"keys\":[\"a b\"]}",
          "{\"keys\":[]}",
          "{\"model\":\"../x\"}",
          "{\"all\":true}"
        }) {
      HttpResponse<String> refused = purge(serin, body);
      assertThat(refused.statusCode()).as(body).isEqualTo(400);
      assertThat(json(refused).getString("code")).isEqualTo("malformed-request");
    }
    assertThat(
            serin
                .send(
                    serin
                        .management("/v1/purge")
                        .POST(BodyPublishers.ofString("{\"keys\":[\"a\"]}")))
                .statusCode())
        .isEqualTo(401);
    assertThat(serin.manage("/v1/purges").statusCode()).isEqualTo(401);
  }

  @Test
  void purge_cacheFailsAtFirst_answeredAsPendingRetriedAndShown() {
    TestGateway serin = serin(Duration.ofSeconds(1), "varnish");
    failures.set(Integer.MAX_VALUE);
    HttpResponse<String> purged = purge(serin, "{\"keys\":[\"a\"]}");
    assertThat(purged.statusCode()).isEqualTo(202);
    assertThat(states(json(purged))).containsExactly("pending");
    JsonObject target = json(purged).getJsonArray("targets").getJsonObject(0);
    assertThat(target.getString("said")).isEqualTo("it answered 500");
    failures.set(0);
    TestGateway.await(() -> states(newest(serin)).equals(List.of("done")));
    assertThat(newest(serin).getJsonArray("targets").getJsonObject(0).getInteger("attempts"))
        .isGreaterThan(1);
    assertThat(serin.manage("/metrics").body())
        .contains("serin_purges_total{outcome=\"retried\",target=\"varnish ");
  }

  @Test
  void abort_candidate_purgedTwiceAndNeverCacheableUntilTriedAgain() {
    TestGateway serin = serin("varnish", "http");
    RolloutTraffic rollouts = new RolloutTraffic(serin);
    serin.classify("a");
    String id = rollouts.start(PLAN);
    assertThat(cacheControl(serin)).contains("immutable");
    assertThat(rollouts.command(id, "abort").statusCode()).isEqualTo(200);
    TestGateway.await(() -> heard.size() == 4);
    assertThat(heard).filteredOn(line -> line.equals("BAN / model-pets-v2 Bearer hush")).hasSize(2);
    assertThat(heard)
        .filteredOn(line -> line.contains(RESULT) && line.contains("version 2 of pets aborted"))
        .as("URLs of what was forgotten go with the first one")
        .hasSize(1);
    HttpResponse<String> after = serin.get(RESULT);
    assertThat(after.statusCode()).as("a pin still reaches it").isEqualTo(200);
    assertThat(cacheControl(serin)).isEqualTo("no-store");
    assertThat(serin.get("/cdn/results/pets/1/" + HEX).headers().firstValue("cache-control"))
        .hasValueSatisfying(value -> assertThat(value).contains("immutable"));

    String again = rollouts.start(PLAN);
    assertThat(cacheControl(serin)).contains("immutable");
    assertThat(rollouts.force(again, "a test").statusCode()).isEqualTo(200);
    assertThat(cacheControl(serin)).contains("immutable");
  }

  @Test
  void restart_afterAnAbort_purgedAgainAndStillNotCacheable() {
    TestGateway before = serin("varnish");
    RolloutTraffic rollouts = new RolloutTraffic(before);
    failures.set(Integer.MAX_VALUE);
    rollouts.command(rollouts.start(PLAN), "abort");
    TestGateway.await(() -> !heard.isEmpty());
    before.close();
    gateways.clear();
    failures.set(0);
    heard.clear();

    TestGateway after = serin("varnish");
    TestGateway.await(() -> heard.contains("BAN / model-pets-v2 Bearer hush"));
    after.classify("a");
    assertThat(cacheControl(after)).isEqualTo("no-store");
  }

  private TestGateway serin(String... targets) {
    return serin(Duration.ofSeconds(10), targets);
  }

  private TestGateway serin(Duration timeout, String... targets) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "management.token=" + RolloutTraffic.TOKEN,
                "rollouts.tick=20ms",
                "purge.secret=hush",
                "purge.timeout=" + timeout.toMillis() + "ms",
                "purge.again=50ms"));
    for (String target : targets) {
      String path = target.equals("http") ? "/hook" : "/";
      settings.add("purge." + target + "=http://127.0.0.1:" + cache.actualPort() + path);
    }
    TestGateway serin = new TestGateway(data, settings.toArray(String[]::new));
    gateways.add(serin);
    return serin;
  }

  private static HttpResponse<String> purge(TestGateway serin, String body) {
    return serin.send(
        serin
            .management("/v1/purge")
            .headers(AUTHORIZED)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static JsonObject newest(TestGateway serin) {
    return json(serin.manage("/v1/purges", AUTHORIZED)).getJsonArray("purges").getJsonObject(0);
  }

  private static List<String> states(JsonObject purge) {
    JsonArray targets = purge.getJsonArray("targets");
    return targets.stream().map(target -> ((JsonObject) target).getString("state")).toList();
  }

  private static String cacheControl(TestGateway serin) {
    return serin.get(RESULT).headers().firstValue("cache-control").orElse("");
  }
}
