package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.testing.LogLines;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whose labels decide a rollout. The worker answers cat in version 1 and dog in version 2, so each
 * label is worth as much as one can be.
 */
final class FeedbackEvidenceIT {
  /** More than promotes version 2, and more than aborts it. */
  private static final int MANY = 40;

  private static final String PLAN =
      """
      model: pets
      candidate: "2"
      steps: [{weight: 50%, for: 1s, samples: 10, proof: true, deadline: 1h}]
      guards:
        accuracy: {worse_than: 0, alpha: 0.01, no_worse_than: 1%, beta: 0.05, required: true, then: abort}
      on_inconclusive: hold
      """;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Path data;
  private TestGateway serin;
  private RolloutTraffic rollouts;

  FeedbackEvidenceIT(@TempDir Path data) {
    this.data = data;
    start();
  }

  private void start(String... settings) {
    String[] all = new String[settings.length + 2];
    all[0] = "management.token=" + RolloutTraffic.TOKEN;
    all[1] = "rollouts.tick=20ms";
    System.arraycopy(settings, 0, all, 2, settings.length);
    serin = new TestGateway(data, all);
    rollouts = new RolloutTraffic(serin);
  }

  private void restart(String... settings) {
    serin.close();
    start(settings);
  }

  @AfterEach
  void close() {
    serin.close();
  }

  @Test
  void callers_manyLabelsOfOnePicture_moveNoVerdict() {
    String id = rollouts.start(PLAN);
    for (String label : new String[] {"dog", "cat"}) {
      for (int i = 0; i < MANY; i++) {
        rollouts.labelAsCaller(picture(), label);
      }
    }
    TestGateway.await(() -> uncounted(id) == 2 * MANY);
    assertThat(rollouts.read("/v1/rollouts/" + id + "/explanation").getJsonArray("text"))
        .anyMatch(
            sentence ->
                String.valueOf(sentence)
                    .startsWith("Labels from the public port since the start: " + 2 * MANY + "."));
    // What was sent before it has had its chance once this one is counted.
    rollouts.label(picture(), "dog");
    TestGateway.await(() -> samples(id) > 0);
    assertThat(samples(id)).as("seed %d", seed).isEqualTo(1);
    assertThat(rollouts.phase(id)).as(rollouts.status(id).encode()).isNotIn("promoted", "aborted");
    assertThat(json(serin.get("/v1/models/pets")).getString("stable")).isEqualTo("1");
  }

  @Test
  void trusted_rightLabels_promoted() {
    String id = rollouts.start(PLAN);
    for (int i = 0; i < MANY; i++) {
      rollouts.label(picture(), "dog");
    }
    TestGateway.await(() -> rollouts.phase(id).equals("promoted"));
  }

  @Test
  void trusted_labelsThatShowHarm_aborted() {
    String id = rollouts.start(PLAN);
    for (int i = 0; i < MANY; i++) {
      rollouts.label(picture(), "cat");
    }
    TestGateway.await(() -> rollouts.phase(id).equals("aborted"));
    assertThat(rollouts.status(id).getString("reason")).startsWith("accuracy");
  }

  @Test
  void callers_evidenceAll_countBesideTrustedOnesAndTheStartWarns() {
    try (LogLines lines = new LogLines(Gateway.class)) {
      restart("feedback.evidence=all");
      assertThat(lines.all())
          .anyMatch(line -> line.contains("any caller can promote or abort a version"));
    }
    String id = rollouts.start(PLAN);
    JsonObject twice = picture();
    rollouts.labelAsCaller(twice, "dog");
    TestGateway.await(() -> samples(id) == 1);
    rollouts.label(twice, "cat");
    rollouts.label(picture(), "dog");
    TestGateway.await(() -> samples(id) == 2);
    assertThat(uncounted(id)).isZero();
    assertThat(estimate(id)).as("the first label of an image stands").isNegative();
  }

  @Test
  void restart_labelsWithoutAPair_onlyTrustedOnesAreAskedAboutAgain() {
    restart("rollouts.tick=60s");
    String id = rollouts.start(PLAN);
    for (int i = 0; i < 5; i++) {
      rollouts.labelAsCaller(picture(), "dog");
      rollouts.label(picture(), "dog");
    }
    assertThat(samples(id)).as("nothing is written down yet").isZero();
    restart();
    TestGateway.await(() -> samples(id) == 5);
    rollouts.label(picture(), "dog");
    TestGateway.await(() -> samples(id) == 6);
  }

  @Test
  void post_moreThanIsKept_callersRefusedAndTrustedOnesKept() {
    restart("feedback.rows=2");
    JsonObject first = picture();
    rollouts.labelAsCaller(first, "dog");
    rollouts.labelAsCaller(picture(), "dog");
    HttpResponse<String> refused = rollouts.tryLabelAsCaller(picture(), "dog");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(json(refused).getString("code")).isEqualTo("feedback-full");
    assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
    rollouts.labelAsCaller(first, "dog");
    rollouts.label(picture(), "dog");
    rollouts.label(first, "cat");
    JsonObject sources = sources("cat").getJsonObject("trusted");
    assertThat(sources.getInteger("feedback")).isEqualTo(2);
    assertThat(sources.getDouble("accuracy")).isEqualTo(0.5);
    assertThat(sources("cat").getJsonObject("caller").getDouble("accuracy")).isZero();
  }

  private JsonObject sources(String predicted) {
    return rollouts.read("/v1/usage").getJsonArray("usage").stream()
        .map(JsonObject.class::cast)
        .filter(row -> predicted.equals(row.getString("label")))
        .findFirst()
        .orElseThrow()
        .getJsonObject("sources");
  }

  @Test
  void post_toManagementPort_needsTheTokenAndAnswersAsThePublicOne() {
    JsonObject answer = picture();
    JsonObject result = answer.getJsonArray("results").getJsonObject(0);
    String body =
        new JsonObject()
            .put("prediction_id", result.getString("prediction_id"))
            .put("label", "bird")
            .encode();
    assertThat(post(body, "wrong").statusCode()).isEqualTo(401);
    HttpResponse<String> kept = post(body, RolloutTraffic.TOKEN);
    assertThat(kept.statusCode()).isEqualTo(202);
    assertThat(json(kept).getString("label")).isEqualTo("bird");
    assertThat(post(body, RolloutTraffic.TOKEN).body()).isEqualTo(kept.body());
    assertThat(post(body.replace("bird", "brid"), RolloutTraffic.TOKEN).statusCode())
        .isEqualTo(422);
    assertThat(post("{\"prediction_id\":\"x\",\"label\":\"cat\"}", RolloutTraffic.TOKEN))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(404);
    assertThat(
            serin
                .manage("/v1/feedback", "Authorization", "Bearer " + RolloutTraffic.TOKEN)
                .statusCode())
        .isEqualTo(405);
  }

  private HttpResponse<String> post(String body, String token) {
    return serin.send(
        serin
            .management("/v1/feedback")
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /** One picture with random bytes behind it, from a user who was never there. */
  private JsonObject picture() {
    HttpResponse<String> response =
        serin.classify(
            "picture" + random.nextLong(), "Serin-Unit", Long.toHexString(random.nextLong()));
    assertThat(response.statusCode()).as("seed %d", seed).isEqualTo(200);
    return json(response);
  }

  /** Looked at anew every two seconds. */
  private int uncounted(String id) {
    return rollouts.status(id).getJsonObject("labels").getInteger("not_counted");
  }

  private int samples(String id) {
    return accuracy(id).getInteger("samples");
  }

  private double estimate(String id) {
    return accuracy(id).getDouble("estimate");
  }

  private JsonObject accuracy(String id) {
    return rollouts.status(id).getJsonObject("guards").getJsonObject("accuracy");
  }
}
