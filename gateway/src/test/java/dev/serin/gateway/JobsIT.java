package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classifications with {@code Prefer: respond-async}. */
final class JobsIT {
  private static final String[] ASYNC = {"Prefer", "wait=5, Respond-Async"};

  private final TestGateway serin;

  JobsIT(@TempDir Path data) {
    serin = new TestGateway(data, "jobs.number=2");
  }

  @AfterEach
  void close() {
    serin.inference.releaseAll();
    serin.assertIdle();
    serin.close();
    assertThat(serin.gateway.jobs().number()).isZero();
  }

  @Test
  void respondAsync_accepted_runningThenTheSynchronousAnswer() {
    serin.inference.holding = true;
    HttpResponse<String> accepted = serin.classify("a", ASYNC);
    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(header(accepted, "preference-applied")).isEqualTo("respond-async");
    String path = header(accepted, "location");
    assertThat(path).matches("/v1/jobs/[0-9a-f]{32}");

    HttpResponse<String> running = serin.get(path);
    assertThat(running.statusCode()).isEqualTo(202);
    assertThat(header(running, "retry-after")).isEqualTo("1");
    assertThat(json(running).getInteger("images")).isEqualTo(1);
    assertThat(json(running).getInteger("done")).isZero();
    assertThat(serin.gateway.slots().inUse()).as("no slot while it runs").isZero();
    assertThat(serin.gateway.memory().inUse()).as("but its image's memory").isPositive();

    serin.inference.releaseAll();
    TestGateway.await(() -> serin.get(path).statusCode() == 200);
    HttpResponse<String> finished = serin.get(path);
    HttpResponse<String> synchronous = serin.classify("a");
    assertThat(alike(json(finished))).isEqualTo(alike(json(synchronous)));
    for (String name : new String[] {"serin-model-version", "serin-route", "content-type"}) {
      assertThat(header(finished, name)).as(name).isEqualTo(header(synchronous, name));
    }
    assertThat(header(finished, "cache-status")).contains("miss");
    TestGateway.await(() -> serin.gateway.memory().inUse() == 0);
  }

  @Test
  void respondAsync_everyImageFails_theProblemIsTheAnswer() {
    String path = header(serin.classify("UNDECODABLE", ASYNC), "location");
    TestGateway.await(() -> serin.get(path).statusCode() == 422);
    assertThat(json(serin.get(path)).getString("code")).isEqualTo("undecodable");
  }

  @Test
  void delete_running_cancelledAndGone() {
    serin.inference.holding = true;
    String path = header(serin.classify("a", ASYNC), "location");
    assertThat(delete(path)).isEqualTo(204);
    assertThat(serin.get(path).statusCode()).isEqualTo(404);
    assertThat(delete(path)).isEqualTo(404);
    TestGateway.await(() -> serin.gateway.memory().inUse() == 0);
    assertThat(serin.inference.held).allMatch(held -> held.request().cancellation().isCancelled());
  }

  @Test
  void respondAsync_moreThanTheNumber_429UntilOneIsFetchedAndDeleted() {
    String first = header(serin.classify("a", ASYNC), "location");
    serin.classify("b", ASYNC);
    HttpResponse<String> refused = serin.classify("c", ASYNC);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(header(refused, "retry-after")).isNotEmpty();
    assertThat(serin.classify("c").statusCode()).isEqualTo(200);
    assertThat(delete(first)).isEqualTo(204);
    assertThat(serin.classify("c", ASYNC).statusCode()).isEqualTo(202);
  }

  @Test
  void respondAsync_badUpload_refusedAtOnceAndItsRoomIsFree() {
    for (int i = 0; i < 5; i++) {
      assertThat(serin.classify("", ASYNC).statusCode()).isEqualTo(400);
    }
    assertThat(serin.classify("a", ASYNC).statusCode()).isEqualTo(202);
  }

  private int delete(String path) {
    return serin.send(serin.request(path).method("DELETE", BodyPublishers.noBody())).statusCode();
  }

  /** Without what differs from answer to answer. */
  private static JsonObject alike(JsonObject answer) {
    answer
        .getJsonArray("results")
        .forEach(
            result -> {
              ((JsonObject) result).remove("prediction_id");
              ((JsonObject) result).remove("cached");
            });
    return answer;
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
