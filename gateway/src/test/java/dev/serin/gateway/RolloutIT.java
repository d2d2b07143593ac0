package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.RolloutTraffic.Served;
import dev.serin.worker.api.ClassifyRequest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts from the first request to the verdict, over a worker whose faults are chosen. */
final class RolloutIT {
  private static final int AT_ONCE = 16;
  private static final String PLAN =
      """
      model: pets
      candidate: "2"
      steps: [{weight: 50%, for: 1h}]
      guards: {errors: {worse_than: 1.1x, alpha: 0.01}}
      """;

  private final TestGateway serin;
  private final RolloutTraffic rollouts;
  private int next;

  RolloutIT(@TempDir Path data) {
    serin = new TestGateway(data, "management.token=" + RolloutTraffic.TOKEN, "rollouts.tick=20ms");
    rollouts = new RolloutTraffic(serin);
  }

  @AfterEach
  void close() {
    serin.close();
  }

  @Test
  void errors_inBothVersions_noAbort() {
    String id = rollouts.start(PLAN);
    serin.inference.faulty = RolloutIT::isOneOfTwenty;
    Served served = send(4_000);
    await(id, 4_000);
    assertThat(served.successRate()).isBetween(0.93, 0.97);
    assertThat(rollouts.phase(id)).isEqualTo("progressing");
    JsonObject errors = rollouts.status(id).getJsonObject("guards").getJsonObject("errors");
    assertThat(errors.getDouble("low")).isLessThan(1);
    assertThat(errors.getDouble("high")).isGreaterThan(1);
  }

  @Test
  void errors_inTheCandidateOnly_abortedWithinOneTickAndForgotten() {
    String id = rollouts.start(PLAN);
    HttpResponse<String> before = classifyPinned("a picture of a dog", "2");
    assertThat(cacheStatus(before)).contains("miss");
    assertThat(cacheStatus(classifyPinned("a picture of a dog", "2"))).contains("hit");
    serin.inference.faulty = request -> request.version().equals("2") && isOneOfTwenty(request);
    int sent = 0;
    while (!rollouts.isOver(id).getAsBoolean() && sent < 20_000) {
      send(200);
      sent += 200;
    }
    JsonObject status = rollouts.status(id);
    assertThat(status.getString("phase")).as(status.encode()).isEqualTo("aborted");
    assertThat(status.getString("reason")).startsWith("errors");
    assertThat(status.getDouble("weight")).isZero();
    assertThat(send(500).toString()).contains("{1=500}");
    // Its answers are gone from the cache; a pin still reaches it.
    assertThat(cacheStatus(classifyPinned("a picture of a dog", "2"))).contains("miss");
    assertThat(rollouts.read("/v1/rollouts/" + id + "/replay").getBoolean("same")).isTrue();
    assertThat(TestGateway.json(serin.get("/v1/models/pets")).getValue("canary")).isNull();
  }

  /** One user is one observation, and what else it sent is accounted for. */
  @Test
  void leftOut_oneBusyUser_byReasonInStatusAndWords() {
    String id = rollouts.start(PLAN);
    for (int i = 0; i < 30; i++) {
      assertThat(serin.classify("of anna " + i, "Serin-Unit", "anna").statusCode()).isEqualTo(200);
    }
    assertThat(serin.classify("of anna 1", "Serin-Unit", "anna").statusCode()).isEqualTo(200);
    assertThat(classifyPinned("a picture of a dog", "2").statusCode()).isEqualTo(200);
    assertThat(classifyPinned("a picture of a dog", "stable").statusCode()).isEqualTo(200);
    assertThat(serin.classify("").statusCode()).isEqualTo(400);
    TestGateway.await(() -> leftOut(id).getInteger("refused") == 1);
    JsonObject leftOut = leftOut(id);
    assertThat(leftOut.getInteger("same_unit")).isEqualTo(29);
    assertThat(leftOut.getInteger("cached")).isEqualTo(1);
    assertThat(leftOut.getInteger("pinned")).isEqualTo(2);
    assertThat(rollouts.read("/v1/rollouts/" + id + "/explanation").getJsonArray("text").encode())
        .contains(
            "Left out: 2 pinned requests; 1 requests for images whose answer was in a cache;");
  }

  private JsonObject leftOut(String id) {
    return rollouts.status(id).getJsonObject("left_out");
  }

  @Test
  void abort_afterPromote_formerVersionAnswersAgain() {
    String id = rollouts.start(PLAN);
    assertThat(rollouts.command(id, "promote").statusCode()).isEqualTo(409);
    assertThat(rollouts.force(id, "a test").statusCode()).isEqualTo(200);
    assertThat(version(serin.classify("one"))).isEqualTo("2");
    assertThat(rollouts.command(id, "abort").statusCode()).isEqualTo(200);
    assertThat(version(serin.classify("two"))).isEqualTo("1");
    assertThat(rollouts.command(id, "abort").statusCode()).isEqualTo(200);
    assertThat(rollouts.command(id, "promote").statusCode()).isEqualTo(409);
  }

  private static boolean isOneOfTwenty(ClassifyRequest request) {
    return Integer.parseInt(request.image().sha256().substring(0, 7), 16) % 20 == 0;
  }

  /** Waits until the controller has seen so many requests. */
  private void await(String id, int requests) {
    TestGateway.await(
        () -> {
          JsonObject seen = rollouts.status(id).getJsonObject("requests");
          return seen.getInteger("canary") + seen.getInteger("stable") >= requests;
        });
  }

  /** Each image is new, and each comes from a user of its own. */
  private Served send(int count) {
    Served served = new Served();
    for (int sent = 0; sent < count; sent += AT_ONCE) {
      List<CompletableFuture<HttpResponse<String>>> underWay = new ArrayList<>();
      for (int i = 0; i < Math.min(AT_ONCE, count - sent); i++) {
        int image = next++;
        underWay.add(
            serin.classify(
                "pets",
                List.of(("image " + image).getBytes(StandardCharsets.UTF_8)),
                "Serin-Unit",
                "user-" + image));
      }
      underWay.stream()
          .map(CompletableFuture::join)
          .forEach(
              response -> {
                served.status(response.statusCode());
                served.add(
                    Objects.requireNonNullElse(
                        response.headers().firstValue("Serin-Model-Version").orElse(null), "none"),
                    response.statusCode() == 200);
              });
    }
    return served;
  }

  private HttpResponse<String> classifyPinned(String image, String version) {
    return serin.classify(image, "Serin-Model-Version", version);
  }

  private static String cacheStatus(HttpResponse<String> response) {
    return response.headers().firstValue("Cache-Status").orElse("");
  }

  private static String version(HttpResponse<String> response) {
    return response.headers().firstValue("Serin-Model-Version").orElse("");
  }
}
