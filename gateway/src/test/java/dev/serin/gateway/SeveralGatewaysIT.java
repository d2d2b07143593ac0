package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serin.gateway.journal.PostgresServer;
import dev.serin.worker.api.EncodedImage;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways that share a journal in PostgreSQL and a folder of images. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class SeveralGatewaysIT {
  private static final String[] AUTHORIZED = {"Authorization", "Bearer " + RolloutTraffic.TOKEN};
  private static final String HEX = EncodedImage.of("a".getBytes(StandardCharsets.UTF_8)).sha256();
  private static final String IMAGE = "/cdn/images/" + HEX;
  private static final String RESULT = "/cdn/results/pets/2/" + HEX;
  private static final Duration PROMISED = Duration.ofSeconds(1);
  private static final String PLAN =
      """
      model: pets
      candidate: "2"
      steps: [{weight: 50%, for: 1h}]
      guards:
        errors: {worse_than: 1.1x, alpha: 0.01}
      """;

  private static PostgresServer server;
  private final List<TestGateway> gateways = new ArrayList<>();
  private final TestGateway owner;
  private final TestGateway other;

  @BeforeAll
  static void startServer(@TempDir Path folder) {
    assumeTrue(PostgresServer.missing().isEmpty(), () -> PostgresServer.missing().orElseThrow());
    server = PostgresServer.start(folder);
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  SeveralGatewaysIT(@TempDir Path data) {
    owner = gateway(data, "first");
    other = gateway(data, "second");
  }

  @BeforeEach
  void settle() {
    // The first of them all, or the first after the lease of the last test was given up.
    TestGateway.await(() -> owns(owner) && !owns(other));
  }

  @AfterEach
  void close() {
    gateways.forEach(TestGateway::close);
  }

  @Test
  void urls_ofOneGateway_answeredByTheOther() {
    JsonObject answer = json(owner.classify("a"));
    assertThat(imageUrl(answer)).isEqualTo(IMAGE);
    assertThat(other.get(IMAGE).body()).isEqualTo("a");
    assertThat(other.get(RESULT).statusCode()).isEqualTo(200);
    // It signed an id that the other gateway knows.
    new RolloutTraffic(other).label(answer, "cat");
  }

  @Test
  void rollout_begunAtTheFollower_drivenByTheOwnerSplitAndCountedByBoth() {
    RolloutTraffic here = new RolloutTraffic(owner);
    RolloutTraffic there = new RolloutTraffic(other);
    String id = there.start(PLAN);
    TestGateway.await(PROMISED, () -> canary(owner).equals("2") && canary(other).equals("2"));
    for (int i = 0; i < 200; i++) {
      assertThat((i % 2 == 0 ? owner : other).classify("image " + i).statusCode()).isEqualTo(200);
    }
    TestGateway.await(() -> requests(here, id) == 200 && requests(there, id) == 200);
    assertThat(there.status(id).getJsonObject("requests"))
        .isEqualTo(here.status(id).getJsonObject("requests"));
    assertThat(there.read("/v1/rollouts/" + id + "/replay").getBoolean("same")).isTrue();
    assertThat(there.command(id, "abort").statusCode()).isEqualTo(200);
    TestGateway.await(PROMISED, () -> canary(owner).isEmpty() && canary(other).isEmpty());
    assertThat(here.phase(id)).isEqualTo("aborted");
  }

  @Test
  void labels_atTheFollower_trustedOnesCountAndBothKnowOfCallers() {
    RolloutTraffic here = new RolloutTraffic(owner);
    RolloutTraffic there = new RolloutTraffic(other);
    String id = here.start(PLAN + "  accuracy: {worse_than: 0, alpha: 0.01}\n");
    TestGateway.await(PROMISED, () -> canary(other).equals("2"));
    there.labelAsCaller(json(other.classify("a")), "dog");
    there.label(json(other.classify("b")), "dog");
    TestGateway.await(() -> accuracy(here, id) == 1 && accuracy(there, id) == 1);
    for (RolloutTraffic rollouts : List.of(here, there)) {
      TestGateway.await(
          () -> rollouts.status(id).getJsonObject("labels").getInteger("not_counted") == 1);
    }
    assertThat(here.command(id, "abort").statusCode()).isEqualTo(200);
  }

  private static int accuracy(RolloutTraffic rollouts, String id) {
    JsonObject guards = rollouts.status(id).getJsonObject("guards");
    return guards.getJsonObject("accuracy").getInteger("samples");
  }

  @Test
  void abort_atTheOwner_resultsOfBothAreGone() {
    RolloutTraffic rollouts = new RolloutTraffic(owner);
    String id = rollouts.start(PLAN);
    TestGateway.await(PROMISED, () -> canary(other).equals("2"));
    for (TestGateway serin : List.of(owner, other)) {
      serin.classify("a", "Serin-Model-Version", "2");
      assertThat(cacheControl(serin)).contains("immutable");
    }
    assertThat(rollouts.command(id, "abort").statusCode()).isEqualTo(200);
    TestGateway.await(
        PROMISED,
        () -> cacheControl(owner).contains("no-store") && cacheControl(other).contains("no-store"));
  }

  @Test
  void purge_withDelete_reachesTheOtherGateway() {
    owner.classify("a");
    other.classify("a");
    HttpResponse<String> purged =
        owner.send(
            owner
                .management("/v1/purge")
                .headers(AUTHORIZED)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        new JsonObject().put("image", HEX).put("delete", true).encode())));
    assertThat(purged.statusCode()).as(purged.body()).isEqualTo(200);
    TestGateway.await(PROMISED, () -> other.get(IMAGE).statusCode() == 404);
    assertThat(other.get(RESULT).statusCode()).isEqualTo(404);
  }

  @Test
  void owner_goesInOrder_theOtherTakesOverAtOnce() {
    String id = new RolloutTraffic(owner).start(PLAN);
    TestGateway.await(PROMISED, () -> canary(other).equals("2"));
    owner.classify("seen by the first only");
    gateways.remove(owner);
    owner.close();
    TestGateway.await(PROMISED, () -> owns(other));
    RolloutTraffic rollouts = new RolloutTraffic(other);
    TestGateway.await(() -> requests(rollouts, id) == 1);
    assertThat(rollouts.command(id, "abort").statusCode()).isEqualTo(200);
  }

  private TestGateway gateway(Path data, String name) {
    TestGateway serin =
        new TestGateway(
            data.resolve(name),
            "images.directory=" + data.resolve("images"),
            "journal.url=" + server.url(),
            "journal.user=" + server.user(),
            "journal.password=" + server.password(),
            "feedback.key=a key that both have",
            "management.token=" + RolloutTraffic.TOKEN,
            "rollouts.tick=50ms");
    gateways.add(serin);
    return serin;
  }

  private static String imageUrl(JsonObject answer) {
    JsonObject result = answer.getJsonArray("results").getJsonObject(0);
    return result.getJsonObject("image").getString("url");
  }

  private static boolean owns(TestGateway serin) {
    return new RolloutTraffic(serin).read("/v1/rollouts").getJsonObject("owner").getBoolean("here");
  }

  /** The version that a part of the traffic gets; empty where there is none. */
  private static String canary(TestGateway serin) {
    String canary = json(serin.get("/v1/models/pets")).getString("canary");
    return canary == null ? "" : canary;
  }

  private static int requests(RolloutTraffic rollouts, String id) {
    JsonObject requests = rollouts.status(id).getJsonObject("requests");
    return requests.getInteger("canary") + requests.getInteger("stable");
  }

  private static String cacheControl(TestGateway serin) {
    return serin.get(RESULT).headers().firstValue("cache-control").orElse("");
  }
}
