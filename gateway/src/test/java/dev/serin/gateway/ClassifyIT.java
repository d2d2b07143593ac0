package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassifyIT {
  private final TestGateway serin;

  ClassifyIT(@TempDir Path data) {
    serin = new TestGateway(data);
  }

  @AfterEach
  void close() {
    serin.assertIdle();
    serin.close();
  }

  @Test
  void classify_oneImage_theDocumentedShape() {
    HttpResponse<String> response = serin.classifyForm("?top=2", "a");
    assertThat(response.statusCode()).isEqualTo(200);
    JsonObject body = json(response);
    String hex = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    JsonObject result = body.getJsonArray("results").getJsonObject(0);
    assertThat(String.valueOf(result.remove("prediction_id"))).matches("[A-Za-z0-9_-]{100,}");
    assertThat(body.encode())
        .isEqualTo(
            ("{'model':'pets','version':'1','route':'stable','results':[{"
                    + "'image':{'digest':'sha256:HEX','url':'/cdn/images/HEX','format':'png',"
                    + "'width':28,'height':28},'url':'/cdn/results/pets/1/HEX?digest=abababababababab',"
                    + "'cached':false,"
                    + "'predictions':[{'label':'cat','index':0,'probability':0.5},"
                    + "{'label':'dog','index':1,'probability':0.33333334}]}]}")
                .replace('\'', '"')
                .replace("HEX", hex));
    assertThat(response.headers().firstValue("serin-model-version")).contains("1");
    assertThat(response.headers().firstValue("serin-route")).contains("stable");
    assertThat(response.headers().firstValue("cache-status")).contains("serin; fwd=miss");
    assertThat(response.headers().firstValue("server-timing").orElseThrow())
        .matches(
            "upload;dur=[0-9.]+, decode;dur=1.000, queue;dur=0.002, inference;dur=0.003, total;dur=[0-9.]+");
  }

  @Test
  void classify_pinned_thatVersionInBodyAndHeader() {
    HttpResponse<String> response = serin.classify("a", "Serin-Model-Version", "2");
    assertThat(json(response).getString("version")).isEqualTo("2");
    assertThat(json(response).getString("route")).isEqualTo("pinned");
    assertThat(response.headers().firstValue("serin-model-version")).contains("2");
    assertThat(label(response, 0)).isEqualTo("dog");
  }

  @Test
  void classify_pinNotKept_refusedWithoutAsking() {
    assertThat(code(serin.classify("a", "Serin-Model-Version", "9"))).isEqualTo("unknown-version");
    assertThat(code(serin.classify("a", "Serin-Model-Version", "canary"))).isEqualTo("no-canary");
    HttpResponse<String> loading = serin.classify("a", "Serin-Model-Version", "3");
    assertThat(loading.statusCode()).isEqualTo(503);
    assertThat(loading.headers().firstValue("retry-after")).contains("1");
    HttpResponse<String> failed = serin.classify("a", "Serin-Model-Version", "4");
    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(failed.headers().firstValue("retry-after")).isEmpty();
    assertThat(serin.inference.asked).hasValue(0);
  }

  @Test
  void classify_sameImageAgain_fromTheCacheWithAnotherId() {
    HttpResponse<String> first = serin.classify("a");
    HttpResponse<String> second = serin.classifyForm("", "a");
    JsonObject before = json(first).getJsonArray("results").getJsonObject(0);
    JsonObject after = json(second).getJsonArray("results").getJsonObject(0);
    assertThat(before.getBoolean("cached")).isFalse();
    assertThat(after.getBoolean("cached")).isTrue();
    assertThat(after.getString("prediction_id")).isNotEqualTo(before.getString("prediction_id"));
    assertThat(second.headers().firstValue("cache-status")).contains("serin; hit");
    assertThat(serin.inference.asked).hasValue(1);
  }

  @Test
  void classify_sameImageAtOnce_oneComputation() {
    serin.inference.holding = true;
    List<CompletableFuture<HttpResponse<String>>> answers =
        List.of(
            CompletableFuture.supplyAsync(() -> serin.classify("a")),
            CompletableFuture.supplyAsync(() -> serin.classify("a")));
    TestGateway.await(() -> serin.gateway.slots().inUse() == 2 && serin.inference.held.size() == 1);
    TestGateway.await(() -> serin.gateway.memory().inUse() == 2);
    serin.inference.releaseAll();
    Set<String> statuses = new HashSet<>();
    answers.forEach(
        answer -> statuses.add(answer.join().headers().firstValue("cache-status").orElseThrow()));
    assertThat(serin.inference.asked).hasValue(1);
    assertThat(statuses).contains("serin; fwd=miss");
  }

  @Test
  void classify_severalImages_eachInItsPlaceWithItsError() {
    HttpResponse<String> response = serin.classifyForm("", "a", "UNDECODABLE", "b");
    assertThat(response.statusCode()).isEqualTo(200);
    JsonArray results = json(response).getJsonArray("results");
    assertThat(results).hasSize(3);
    assertThat(results.getJsonObject(0).containsKey("predictions")).isTrue();
    assertThat(results.getJsonObject(1).getJsonObject("error").getInteger("status")).isEqualTo(422);
    assertThat(results.getJsonObject(1).containsKey("predictions")).isFalse();
    assertThat(results.getJsonObject(2).containsKey("predictions")).isTrue();
  }

  @Test
  void classify_allImagesFail_theFirstProblem() {
    HttpResponse<String> response = serin.classifyForm("", "TOO_MANY_PIXELS", "UNDECODABLE");
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(code(response)).isEqualTo("too-many-pixels");
  }

  @Test
  void classify_queueFull_503WithRetryAfterAndNotRemembered() {
    HttpResponse<String> response = serin.classify("OVERLOADED");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).contains("1");
    serin.classify("OVERLOADED");
    assertThat(serin.inference.asked).hasValue(2);
  }

  @Test
  void classify_deadlinePasses_504AndCancelled() {
    serin.inference.holding = true;
    HttpResponse<String> response = serin.classify("a", "Serin-Timeout-Ms", "20");
    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(code(response)).isEqualTo("deadline-exceeded");
    assertThat(serin.inference.held.element().request().cancellation().isCancelled()).isTrue();
  }

  @Test
  void classify_internalFailure_500WithoutItsText() {
    HttpResponse<String> response = serin.classify("INTERNAL");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("told to");
  }

  @Test
  void classify_expectContinue_continues() {
    HttpResponse<String> response =
        serin.send(
            serin
                .request(TestGateway.CLASSIFY)
                .header("Content-Type", "image/png")
                .expectContinue(true)
                .POST(BodyPublishers.ofString("a")));
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void classify_requestId_plainEchoedElseMade() {
    assertThat(serin.classify("a", "X-Request-Id", "abc-1").headers().firstValue("x-request-id"))
        .contains("abc-1");
    assertThat(serin.classify("a", "X-Request-Id", "{\"x\"}").headers().firstValue("x-request-id"))
        .hasValueSatisfying(id -> assertThat(id).matches("[0-9a-f]{16}"));
  }

  private static String label(HttpResponse<String> response, int image) {
    return json(response)
        .getJsonArray("results")
        .getJsonObject(image)
        .getJsonArray("predictions")
        .getJsonObject(0)
        .getString("label");
  }

  private static String code(HttpResponse<String> response) {
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    return json(response).getString("code");
  }
}
