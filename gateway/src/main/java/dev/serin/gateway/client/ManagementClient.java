package dev.serin.gateway.client;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;

/** Speaks to the management port of one gateway. */
final class ManagementClient {
  private static final String ROLLOUTS = "/v1/rollouts";

  private final Connection connection;
  private final Token token;
  private final String actor;

  ManagementClient(URI url, Token token, String actor) {
    connection = new Connection(url);
    this.token = token;
    this.actor = actor;
  }

  URI url() {
    return connection.url();
  }

  /** All rollouts, newest first. */
  Answer rollouts() throws ClientException, InterruptedException {
    return get(ROLLOUTS);
  }

  Answer rollout(String id) throws ClientException, InterruptedException {
    return get(path(id));
  }

  Answer explanation(String id) throws ClientException, InterruptedException {
    return get(path(id) + "/explanation");
  }

  Answer replay(String id) throws ClientException, InterruptedException {
    return get(path(id) + "/replay");
  }

  /**
   * Sends a command.
   *
   * @param verb {@code pause}, {@code resume}, {@code promote} or {@code abort}
   */
  Answer order(String id, String verb) throws ClientException, InterruptedException {
    return ok(post(path(id) + "/" + verb, BodyPublishers.noBody()));
  }

  /** Promotes without proof. */
  Answer force(String id, String reason) throws ClientException, InterruptedException {
    JsonObject body = new JsonObject().put("force", true).put("reason", reason);
    return ok(
        request(path(id) + "/promote")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.encode()))
            .build());
  }

  Answer start(PlanFile plan) throws ClientException, InterruptedException {
    return ok(post(ROLLOUTS, plan));
  }

  /** The answer to a plan, also where the plan cannot be decided. */
  Answer plan(PlanFile plan) throws ClientException, InterruptedException {
    Answer answer = connection.send(post("/v1/rollout-plans", plan));
    return answer.code().equals("plan-undecidable") ? answer : checked(answer);
  }

  /** Takes back what caches hold. */
  Answer purge(JsonObject order) throws ClientException, InterruptedException {
    return ok(
        request("/v1/purge")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(order.encode()))
            .build());
  }

  /**
   * Tells the true label of an answer.
   *
   * @param label an object with {@code prediction_id} and {@code label}
   */
  Answer feedback(JsonObject label) throws ClientException, InterruptedException {
    return ok(
        request("/v1/feedback")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(label.encode()))
            .build());
  }

  /** Use by hour, model, version and label, as the query says. */
  Answer usage(Map<String, String> query) throws ClientException, InterruptedException {
    String text =
        query.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    return get("/v1/usage" + (text.isEmpty() ? "" : "?" + text));
  }

  /**
   * The events of a rollout, from the first after {@code lastId} on, and live.
   *
   * @param lastId empty for all
   */
  EventStream events(String id, String lastId) throws ClientException, InterruptedException {
    HttpRequest.Builder request =
        request(path(id) + "/events").setHeader("Accept", "text/event-stream");
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = connection.start(request.build());
    if (response.statusCode() != 200) {
      throw Refusal.of(connection.finish(response), token, connection.url());
    }
    return new EventStream(response.body());
  }

  private Answer get(String path) throws ClientException, InterruptedException {
    return ok(request(path).build());
  }

  private HttpRequest post(String path, PlanFile plan) throws ClientException {
    return request(path)
        .header("Content-Type", plan.contentType())
        .POST(BodyPublishers.ofString(plan.text()))
        .build();
  }

  private HttpRequest post(String path, BodyPublisher body) throws ClientException {
    return request(path).POST(body).build();
  }

  private HttpRequest.Builder request(String path) throws ClientException {
    return connection
        .request(path)
        .header("Accept", "application/json")
        .header("Authorization", "Bearer " + token.value())
        .header("Serin-Actor", actor);
  }

  private Answer ok(HttpRequest request) throws ClientException, InterruptedException {
    return checked(connection.send(request));
  }

  private Answer checked(Answer answer) throws ClientException {
    if (!answer.isOk()) {
      throw Refusal.of(answer, token, connection.url());
    }
    return answer;
  }

  private static String path(String id) {
    return ROLLOUTS + "/" + encoded(id);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
