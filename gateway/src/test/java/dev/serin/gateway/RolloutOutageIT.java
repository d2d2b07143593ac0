package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serin.gateway.journal.PostgresServer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that cannot be written while a rollout runs: nothing moves, and nothing is lost. */
final class RolloutOutageIT {
  private static final int REQUESTS = 200;
  private static final String[] SETTINGS = {
    "management.token=" + RolloutTraffic.TOKEN, "rollouts.tick=20ms", "journal.timeout=300ms"
  };
  private static final String PLAN =
      """
      model: pets
      candidate: "2"
      steps: [{weight: 25%, for: 1h}]
      guards: {errors: {worse_than: 1.1x, alpha: 0.01}}
      """;

  /** What begins when it is called, and ends when what it gave back is closed. */
  private interface Outage {
    AutoCloseable begin() throws SQLException;
  }

  private final Path data;

  RolloutOutageIT(@TempDir Path data) {
    this.data = data;
  }

  @Test
  void sqlite_lockedByAnotherProgram_weightsHeldAndNothingLost() throws Exception {
    try (TestGateway serin = new TestGateway(data, SETTINGS)) {
      run(serin, () -> locked(DriverManager.getConnection("jdbc:sqlite:" + journal())));
    }
  }

  @Test
  void postgres_stopped_weightsHeldAndNothingLost(@TempDir Path own) throws Exception {
    assumeTrue(PostgresServer.missing().isEmpty(), () -> PostgresServer.missing().orElseThrow());
    try (PostgresServer server = PostgresServer.start(own);
        TestGateway serin =
            new TestGateway(
                data,
                SETTINGS[0],
                SETTINGS[1],
                SETTINGS[2],
                "journal.url=" + server.url(),
                "journal.user=" + server.user(),
                "journal.password=" + server.password())) {
      run(
          serin,
          () -> {
            server.stop();
            return server::start;
          });
    }
  }

  private Path journal() {
    return data.resolve("journal.db");
  }

  private static AutoCloseable locked(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
    }
    return connection;
  }

  private void run(TestGateway serin, Outage outage) throws Exception {
    RolloutTraffic rollouts = new RolloutTraffic(serin);
    String id = rollouts.start(PLAN);
    int canary = send(serin, 0);
    TestGateway.await(() -> seen(rollouts.status(id)) == REQUESTS);
    AutoCloseable end = outage.begin();
    try {
      // New images of the same users: each stays where it was.
      assertThat(send(serin, REQUESTS)).isEqualTo(canary).isBetween(20, 80);
      TestGateway.await(() -> rollouts.status(id).getString("storage").equals("down"));
      assertRefused(rollouts.command(id, "pause"));
      assertRefused(label(serin));
      JsonObject held = rollouts.status(id);
      assertThat(held.getString("phase")).isEqualTo("progressing");
      assertThat(held.getDouble("weight")).isEqualTo(0.25);
      assertThat(seen(held)).isEqualTo(REQUESTS);
      assertThat(send(serin, 2 * REQUESTS)).isEqualTo(canary);
    } finally {
      end.close();
    }
    TestGateway.await(() -> rollouts.status(id).getString("storage").equals("ok"));
    TestGateway.await(() -> seen(rollouts.status(id)) == 3 * REQUESTS + 1);
    assertThat(label(serin).statusCode()).isEqualTo(202);
    assertThat(rollouts.command(id, "pause").statusCode()).isEqualTo(200);
    assertThat(rollouts.read("/v1/rollouts/" + id + "/events").getJsonArray("events")).hasSize(2);
    JsonObject replay = rollouts.read("/v1/rollouts/" + id + "/replay");
    assertThat(replay.getBoolean("same")).as(replay.encode()).isTrue();
  }

  private static void assertRefused(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(TestGateway.json(response).getString("code")).isEqualTo("storage-down");
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
  }

  /** How many of the users are on the candidate's side; each is answered. */
  private static int send(TestGateway serin, int firstImage) {
    int canary = 0;
    for (int i = 0; i < REQUESTS; i++) {
      HttpResponse<String> response =
          serin.classify("image " + (firstImage + i), "Serin-Unit", "user-" + i);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      canary += response.headers().firstValue("Serin-Route").orElse("").equals("canary") ? 1 : 0;
    }
    return canary;
  }

  private static HttpResponse<String> label(TestGateway serin) {
    String prediction =
        TestGateway.json(serin.classify("an image to label"))
            .getJsonArray("results")
            .getJsonObject(0)
            .getString("prediction_id");
    JsonObject feedback = new JsonObject().put("prediction_id", prediction).put("label", "cat");
    return serin.send(
        serin
            .request("/v1/feedback")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(feedback.encode())));
  }

  private static int seen(JsonObject rollout) {
    JsonObject requests = rollout.getJsonObject("requests");
    return requests.getInteger("canary") + requests.getInteger("stable");
  }
}
