package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.admission.Bodies;
import dev.serin.gateway.admission.Permits;
import dev.serin.gateway.config.Secret;
import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemHandler;
import dev.serin.gateway.feedback.Feedback;
import dev.serin.gateway.feedback.FeedbackHandler;
import dev.serin.gateway.feedback.FeedbackHandler.Origin;
import dev.serin.gateway.feedback.FeedbackHandler.Rollouts;
import dev.serin.gateway.feedback.FeedbackStore;
import dev.serin.gateway.feedback.LabelSource;
import dev.serin.gateway.feedback.PredictionTokens;
import dev.serin.gateway.results.ResultKey;
import dev.serin.gateway.rollout.Experiment;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.routing.UnitHash;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Prediction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** {@code POST /v1/feedback} over a socket, with a store that does as it is told. */
final class FeedbackIT {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T16:00:00Z"), ZoneOffset.UTC);
  private static final String IMAGE = "ab".repeat(32);

  private final Vertx vertx = Vertx.vertx();
  private final FakeInference inference = new FakeInference();
  private final List<Feedback> kept = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final PredictionTokens tokens =
      new PredictionTokens(
          new Secret("a key of enough letters"), Optional.empty(), new SecureRandom(), CLOCK);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpServer server;
  private volatile Future<Void> storage = Future.succeededFuture();
  private volatile boolean wanted = true;

  FeedbackIT() {
    Router router = Router.router(vertx);
    new ProblemHandler(Duration.ofSeconds(7)).installOn(router);
    router.post("/v1/feedback").handler(handler(new Origin(LabelSource.TRUSTED, true)));
    router.post("/callers").handler(handler(new Origin(LabelSource.CALLER, false)));
    server = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await();
  }

  private FeedbackHandler handler(Origin origin) {
    return new FeedbackHandler(
        tokens,
        inference::catalog,
        feedback(),
        new Rollouts(
            model -> model.equals("pets") ? Optional.of(experiment()) : Optional.empty(),
            (experiment, image, unit, label) -> asked.add(image + " is a " + label)),
        origin,
        new Bodies(new Permits(8), new Permits(1 << 20), 1 << 18, System::nanoTime),
        Duration.ofMillis(300),
        CLOCK);
  }

  private FeedbackStore feedback() {
    return new FeedbackStore() {
      @Override
      public Future<Void> put(Feedback feedback) {
        return storage.onSuccess(ok -> kept.add(feedback));
      }

      @Override
      public Future<Void> recount() {
        return Future.succeededFuture();
      }

      @Override
      public Future<Integer> prune(Instant before, int most) {
        return Future.succeededFuture(0);
      }
    };
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private String id(String model, String version, int best) {
    return tokens.next(
        new ResultKey(model, version, "d", IMAGE, 5), IMAGE, new Prediction("ignored", best, 1));
  }

  private String id() {
    return id("pets", "2", 1);
  }

  private static String body(String id, String label) {
    return new JsonObject().put("prediction_id", id).put("label", label).encode();
  }

  private HttpRequest request(String type, String body) {
    return request("/v1/feedback", type, body);
  }

  private HttpRequest request(String path, String type, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
        .header("Content-Type", type)
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> say(String body) {
    return say("application/json", body);
  }

  private HttpResponse<String> say(String type, String body) {
    return send(request(type, body));
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void requireProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(new JsonObject(response.body()).getString("code")).isEqualTo(code);
  }

  @Test
  void post_trueLabel_keptWithWhatTheIdSays() {
    String id = id();
    HttpResponse<String> response = say("application/json; charset=utf-8", body(id, "cat"));
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(new JsonObject(response.body()))
        .isEqualTo(
            new JsonObject()
                .put("prediction_id", id)
                .put("model", "pets")
                .put("version", "2")
                .put("predicted", "dog")
                .put("label", "cat"));
    assertThat(kept)
        .containsExactly(
            new Feedback(
                id, LabelSource.TRUSTED, "pets", "2", IMAGE, "dog", "cat", CLOCK.instant()));
    assertThat(asked).containsExactly(IMAGE + " is a cat");
  }

  @Test
  void post_whereCallersDoNotCount_keptAsTheirsAndNobodyAsked() {
    String id = id();
    HttpResponse<String> response = send(request("/callers", "application/json", body(id, "cat")));
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(kept)
        .containsExactly(
            new Feedback(
                id, LabelSource.CALLER, "pets", "2", IMAGE, "dog", "cat", CLOCK.instant()));
    assertThat(asked).isEmpty();
  }

  @Test
  void post_noRoom_503ThatSaysWhyAndNobodyAsked() {
    storage = Future.failedFuture(new Problem(ProblemCode.FEEDBACK_FULL, "no room").exception());
    HttpResponse<String> response = say(body(id(), "cat"));
    requireProblem(response, 503, "feedback-full");
    assertThat(response.headers().firstValue("retry-after")).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void post_sameAgain_sameAnswerAndNoSecondQuestion() {
    String body = body(id(), "cat");
    HttpResponse<String> first = say(body);
    wanted = false;
    HttpResponse<String> second = say(body);
    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(kept).as("the store knows the same prediction").hasSize(2);
    assertThat(kept.get(0)).isEqualTo(kept.get(1));
    assertThat(asked).hasSize(1);
  }

  @Test
  void post_storageSlow_isAnsweredOnlyWhenItIsKept() {
    Promise<Void> slow = Promise.promise();
    storage = slow.future();
    CompletableFuture<HttpResponse<String>> response =
        http.sendAsync(request("application/json", body(id(), "cat")), BodyHandlers.ofString());
    HttpResponse<String> later = say(body("forged", "cat"));
    assertThat(later.statusCode()).isEqualTo(404);
    assertThat(response).isNotDone();
    assertThat(asked).isEmpty();
    slow.complete();
    assertThat(response.join().statusCode()).isEqualTo(202);
    assertThat(asked).hasSize(1);
  }

  @Test
  void post_storageDown_503WithRetryAfterAndNothingSaidOfTheCause() {
    storage = Future.failedFuture(new IllegalStateException("secret path"));
    HttpResponse<String> response = say(body(id(), "cat"));
    requireProblem(response, 503, "storage-down");
    assertThat(response.headers().firstValue("retry-after")).contains("7");
    assertThat(response.body()).doesNotContain("secret");
    assertThat(asked).isEmpty();
    storage = Future.succeededFuture();
    assertThat(say(body(id(), "cat")).statusCode()).isEqualTo(202);
  }

  @Test
  void post_forgedAlteredOrUnknownId_404() {
    String id = id();
    String altered = id.substring(0, 9) + (id.charAt(9) == 'A' ? 'B' : 'A') + id.substring(10);
    String foreign =
        new PredictionTokens(
                new Secret("another key of letters"), Optional.empty(), new SecureRandom(), CLOCK)
            .next(new ResultKey("pets", "2", "d", IMAGE, 5), IMAGE, new Prediction("dog", 1, 1));
    for (String bad :
        List.of(
            "x",
            altered,
            foreign,
            "A".repeat(3_000),
            id("dogs", "1", 0),
            id("pets", "9", 0),
            id("pets", "1", 6),
            id("pets", "1", -1))) {
      requireProblem(say(body(bad, "cat")), 404, "unknown-prediction");
    }
    assertThat(kept).isEmpty();
  }

  @Test
  void post_unknownLabel_422WithWhatWasProbablyMeant() {
    HttpResponse<String> response = say(body(id(), "dig"));
    requireProblem(response, 422, "unknown-label");
    assertThat(new JsonObject(response.body()).getString("detail"))
        .isEqualTo("version '2' of 'pets' has no label 'dig'; near it: 'dog'");
    requireProblem(say(body(id(), "x".repeat(256))), 422, "unknown-label");
    assertThat(kept).isEmpty();
  }

  @Test
  void post_versionStillLoading_503() {
    requireProblem(say(body(id("pets", "3", 0), "cat")), 503, "version-not-ready");
    inference.catalog = Catalog.EMPTY;
    requireProblem(say(body(id(), "cat")), 503, "version-not-ready");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "\"text\"",
        "{",
        "{}",
        "{\"prediction_id\":\"x\"}",
        "{\"label\":\"x\"}",
        "{\"prediction_id\":\"x\",\"label\":\"\"}",
        "{\"prediction_id\":\"\",\"label\":\"x\"}",
        "{\"prediction_id\":7,\"label\":\"x\"}",
        "{\"prediction_id\":\"x\",\"label\":null}",
        "{\"prediction_id\":\"x\",\"label\":[\"x\"]}",
        "{\"prediction_id\":\"x\",\"label\":\"x\",\"more\":1}"
      })
  void post_malformed_400(String body) {
    requireProblem(say(body), 400, "malformed-request");
  }

  @Test
  void post_deeplyNestedOrLongLabel_400() {
    requireProblem(say("[".repeat(4_000)), 400, "malformed-request");
    requireProblem(say("{\"a\":".repeat(700)), 400, "malformed-request");
    requireProblem(say(body(id(), "x".repeat(257))), 400, "malformed-request");
  }

  @Test
  void post_over4KiB_413AndAtTheLimitRead() {
    String fits = body(id(), "cat");
    fits += " ".repeat(4096 - fits.length());
    assertThat(say(fits).statusCode()).isEqualTo(202);
    requireProblem(say(fits + " "), 413, "too-large");
  }

  @Test
  void post_otherType_415() {
    requireProblem(say("text/plain", body(id(), "cat")), 415, "unsupported-media-type");
    requireProblem(say("image/png", body(id(), "cat")), 415, "unsupported-media-type");
  }

  @Test
  void post_trickle_408() throws Exception {
    try (Wire wire = new Wire(server.actualPort())) {
      String answer =
          wire.say(
                  "POST /v1/feedback HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 100\r\n\r\n{\"label\"")
              .hearUntil("body-too-slow");
      assertThat(answer).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void description_examples_haveTheShapeOfTheRealThing() throws Exception {
    Map<String, Object> yaml =
        new Yaml().load(Files.readString(Path.of("src/main/resources/openapi.yaml")));
    JsonObject post =
        new JsonObject(new JsonObject(yaml).encode())
            .getJsonObject("paths")
            .getJsonObject("/v1/feedback")
            .getJsonObject("post");
    JsonObject request =
        post.getJsonObject("requestBody")
            .getJsonObject("content")
            .getJsonObject("application/json");
    assertThat(request.getJsonObject("example").fieldNames())
        .containsExactlyElementsOf(new JsonObject(body("x", "y")).fieldNames());
    JsonObject answer =
        post.getJsonObject("responses")
            .getJsonObject("202")
            .getJsonObject("content")
            .getJsonObject("application/json");
    assertThat(answer.getJsonObject("example").fieldNames())
        .containsExactlyElementsOf(new JsonObject(say(body(id(), "cat")).body()).fieldNames());
  }

  private Experiment experiment() {
    return new Experiment() {
      @Override
      public String rollout() {
        return "pets-2-00000000";
      }

      @Override
      public String model() {
        return "pets";
      }

      @Override
      public String candidate() {
        return "2";
      }

      @Override
      public String stable() {
        return "1";
      }

      @Override
      public int shadow() {
        return 0;
      }

      @Override
      public void compared(UnitHash unit, String image, Prediction stable, Prediction candidate) {}

      @Override
      public boolean wantsLabel(String image, String unit) {
        return wanted;
      }

      @Override
      public void labelled(LabelledPair pair) {}

      @Override
      public boolean isOver() {
        return false;
      }
    };
  }
}
