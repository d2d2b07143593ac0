package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Rollouts over HTTP as a person and a program would do them. */
final class RolloutTraffic {
  static final String TOKEN = "rollout-test-token";
  private static final String[] AUTHORIZED = {"Authorization", "Bearer " + TOKEN};

  private final TestGateway serin;

  RolloutTraffic(TestGateway serin) {
    this.serin = serin;
  }

  /** Starts a rollout, and tells its id. */
  String start(String plan) {
    HttpResponse<String> response =
        serin.send(
            serin
                .management("/v1/rollouts")
                .headers(AUTHORIZED)
                .header("Content-Type", "application/yaml")
                .header("Serin-Actor", "test")
                .POST(BodyPublishers.ofString(plan)));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return TestGateway.json(response).getString("id");
  }

  JsonObject status(String id) {
    return read("/v1/rollouts/" + id);
  }

  JsonObject read(String path) {
    HttpResponse<String> response = serin.send(serin.management(path).headers(AUTHORIZED));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return TestGateway.json(response);
  }

  HttpResponse<String> command(String id, String command) {
    return serin.send(
        serin
            .management("/v1/rollouts/" + id + "/" + command)
            .headers(AUTHORIZED)
            .POST(BodyPublishers.noBody()));
  }

  /** Promotes without proof. */
  HttpResponse<String> force(String id, String reason) {
    JsonObject body = new JsonObject().put("force", true).put("reason", reason);
    return serin.send(
        serin
            .management("/v1/rollouts/" + id + "/promote")
            .headers(AUTHORIZED)
            .POST(BodyPublishers.ofString(body.encode())));
  }

  String phase(String id) {
    return status(id).getString("phase");
  }

  BooleanSupplier isOver(String id) {
    return () -> List.of("promoted", "aborted").contains(phase(id));
  }

  /** Sends a label that counts: to the management port, with the token. */
  void label(JsonObject answer, String label) {
    HttpResponse<String> response =
        send(serin.management("/v1/feedback").headers(AUTHORIZED), answer, label);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
  }

  /** Sends a label as any caller may: to the public port. */
  void labelAsCaller(JsonObject answer, String label) {
    assertThat(tryLabelAsCaller(answer, label).statusCode()).isEqualTo(202);
  }

  HttpResponse<String> tryLabelAsCaller(JsonObject answer, String label) {
    return send(serin.request("/v1/feedback"), answer, label);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, JsonObject answer, String label) {
    String prediction = answer.getJsonArray("results").getJsonObject(0).getString("prediction_id");
    return serin.send(
        request
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    new JsonObject()
                        .put("prediction_id", prediction)
                        .put("label", label)
                        .encode())));
  }

  /** What came of sending images. */
  static final class Served {
    private final Map<String, Integer> byVersion = new TreeMap<>();
    private final Map<String, Integer> wrongByVersion = new TreeMap<>();
    private final List<Integer> statuses = new ArrayList<>();

    void add(String version, boolean right) {
      byVersion.merge(version, 1, Integer::sum);
      if (!right) {
        wrongByVersion.merge(version, 1, Integer::sum);
      }
    }

    void status(int status) {
      statuses.add(status);
    }

    int requests() {
      return statuses.size();
    }

    /** Share of answers with a status below 500, all that an error gate sees. */
    double successRate() {
      return statuses.stream().filter(status -> status < 500).count() / (double) statuses.size();
    }

    @Override
    public String toString() {
      return "%d requests, answered by version %s, wrong labels by version %s"
          .formatted(requests(), byVersion, wrongByVersion);
    }
  }
}
