package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.EncodedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rollout that aborts by itself while readers fetch results through a real Varnish. Each answer
 * of Varnish says whether it came out of its cache: {@code X-Varnish} has two numbers then.
 */
@Timeout(120)
final class PurgeVarnishIT {
  private static final int KNOWN = 40;
  private static final String PLAN =
      """
      model: pets
      candidate: "2"
      steps: [{weight: 50%, for: 1h}]
      guards: {errors: {worse_than: 1.1x, alpha: 0.01}}
      """;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private int port;
  private int next;

  @Test
  void abort_byEvidence_noCandidateResultOutOfTheCacheAndStableOnesStay(@TempDir Path folder)
      throws IOException {
    Varnish.require();
    port = Varnish.freePort();
    try (TestGateway serin =
            new TestGateway(
                folder.resolve("data"),
                "management.token=" + RolloutTraffic.TOKEN,
                "rollouts.tick=20ms",
                "purge.varnish=http://127.0.0.1:" + port,
                "purge.again=1s");
        Varnish varnish = new Varnish(folder, port, serin.gateway.port())) {
      RolloutTraffic rollouts = new RolloutTraffic(serin);
      String id = rollouts.start(PLAN);
      for (int i = 0; i < KNOWN; i++) {
        serin.classify("known " + i);
        read("1", i);
        read("2", i);
      }
      assertThat(cachedOf("1")).as("stable results out of the cache").isEqualTo(KNOWN);
      assertThat(cachedOf("2")).as("candidate's, before the abort").isEqualTo(KNOWN);

      serin.inference.faulty =
          request -> request.version().equals("2") && !isKnown(request.image());
      abort(serin, rollouts, id);
      assertThat(rollouts.status(id).getString("reason")).startsWith("errors");
      await(serin);

      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < KNOWN; i++) {
          HttpResponse<String> answer = read("2", i);
          assertThat(answer.statusCode()).isEqualTo(200);
          assertThat(isCached(answer)).as("round %s, image %s", round, i).isFalse();
          assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        }
      }
      assertThat(cachedOf("1")).as("stable results stay").isEqualTo(KNOWN);
      assertThat(varnish.isAlive()).isTrue();
    }
  }

  /** Requests until the evidence is enough, with readers of candidate results beside them. */
  private void abort(TestGateway serin, RolloutTraffic rollouts, String id) {
    int sent = 0;
    while (!rollouts.isOver(id).getAsBoolean() && sent < 5_000) {
      List<CompletableFuture<?>> underWay = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        byte[] image = ("image " + next++).getBytes(StandardCharsets.UTF_8);
        underWay.add(serin.classify("pets", List.of(image), "Serin-Unit", "user-" + next));
        underWay.add(http.sendAsync(request("2", i % KNOWN), BodyHandlers.discarding()));
      }
      underWay.forEach(CompletableFuture::join);
      sent += 32;
    }
    assertThat(rollouts.phase(id)).isEqualTo("aborted");
  }

  /** Waits until the purge and its repetition are done. */
  private static void await(TestGateway serin) {
    TestGateway.await(
        Duration.ofMinutes(1),
        () ->
            TestGateway.json(
                        serin.manage(
                            "/v1/purges", "Authorization", "Bearer " + RolloutTraffic.TOKEN))
                    .encode()
                    .split("\"state\":\"done\"", -1)
                    .length
                == 3);
  }

  private static boolean isKnown(EncodedImage image) {
    for (int i = 0; i < KNOWN; i++) {
      if (digest(i).equals(image.sha256())) {
        return true;
      }
    }
    return false;
  }

  private static String digest(int image) {
    return EncodedImage.of(("known " + image).getBytes(StandardCharsets.UTF_8)).sha256();
  }

  private long cachedOf(String version) {
    long cached = 0;
    for (int i = 0; i < KNOWN; i++) {
      cached += isCached(read(version, i)) ? 1 : 0;
    }
    return cached;
  }

  private static boolean isCached(HttpResponse<String> response) {
    return response.headers().firstValue("x-varnish").orElseThrow().contains(" ");
  }

  private HttpResponse<String> read(String version, int image) {
    try {
      return http.send(request(version, image), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpRequest request(String version, int image) {
    String path = "/cdn/results/pets/" + version + "/" + digest(image);
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30))
        .build();
  }
}
