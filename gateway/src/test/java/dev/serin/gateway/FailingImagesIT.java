package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.serin.worker.model.OutputSpec.Activation;
import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.Quirk;
import dev.serin.worker.testing.TestImages;
import dev.serin.worker.testing.TinyGraph;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images that a graph cannot run, or answers with no number, under load and in batches. */
@Timeout(120)
final class FailingImagesIT {
  private static final int IMAGES = 1_000;
  private static final int BAD = IMAGES / 50;
  private static final int CALLERS = 16;
  private static final long SEED = 20_26;
  private static final String[] BATCHES = {
    "inference.lanes=1", "inference.batch-size=8", "inference.batch-delay=20ms"
  };

  private final ModelFolders models;
  private final Path data;

  FailingImagesIT(@TempDir Path folder) {
    models = new ModelFolders(folder.resolve("models"));
    data = folder.resolve("data");
  }

  @Test
  void classify_twoInAHundredFail_asMany500AsBadImages() throws IOException {
    models.write("rgb", "1", TinyGraph.rgb().quirk(Quirk.FAILS_ON_RED), Activation.SOFTMAX);
    try (TestGateway serin = new TestGateway(models, data, BATCHES)) {
      requireBadOnesFailAlone(serin, "the cause is in the server's log");
      double runs = serin.registry.get("serin.batch.size").summary().count();
      double images = serin.registry.get("serin.batch.size").summary().totalAmount();
      assertThat(images).as("each good image is of one run").isEqualTo(IMAGES - BAD);
      System.out.printf("%.1f images a run%n", images / runs);
      assertThat(serin.registry.get("serin.batch.size").summary().max()).isGreaterThan(1);
    }
  }

  @Test
  void classify_twoInAHundredAreNotANumber_asMany500AsBadImages() throws IOException {
    models.write("rgb", "1", TinyGraph.rgb().quirk(Quirk.NAN_ON_RED), Activation.SOFTMAX);
    try (TestGateway serin = new TestGateway(models, data, BATCHES)) {
      requireBadOnesFailAlone(serin, "version '1' of model 'rgb' answers NaN");
    }
  }

  @Test
  void classify_oneImageOfAForm_failsAloneInIt() throws IOException {
    models.write("rgb", "1", TinyGraph.rgb().quirk(Quirk.FAILS_ON_RED), Activation.SOFTMAX);
    try (TestGateway serin = new TestGateway(models, data, BATCHES)) {
      List<byte[]> images =
          List.of(TestImages.plain(0xff00), TestImages.plain(0xff0000), TestImages.plain(0xff));
      HttpResponse<String> response = serin.classify("rgb", images).join();
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      JsonArray results = new JsonObject(response.body()).getJsonArray("results");
      assertThat(results.getJsonObject(0).getJsonArray("predictions")).isNotEmpty();
      assertThat(results.getJsonObject(1).getJsonObject("error").getInteger("status"))
          .isEqualTo(500);
      assertThat(results.getJsonObject(2).getJsonArray("predictions")).isNotEmpty();
    }
  }

  @Test
  void classify_probabilityAboveOne_neverLeaves() throws IOException {
    TinyGraph graph = TinyGraph.rgb().weights(new float[][] {{2, -1, 0}, {0, 1, 0}, {0, 0, 1}});
    models.write("rgb", "1", graph, Activation.NONE);
    try (TestGateway serin = new TestGateway(models, data, BATCHES)) {
      assertThat(classify(serin, 0x806040).statusCode()).isEqualTo(200);
      HttpResponse<String> response = classify(serin, 0xff0000);
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(new JsonObject(response.body()).getString("detail"))
          .isEqualTo("version '1' of model 'rgb' answers 2.0, which is no probability");
      assertThat(new JsonObject(serin.get("/v1/models/rgb").body()).encode())
          .contains("the probabilities of a picture do not add up to 1");
    }
  }

  @Test
  void classify_neighboursWouldChangeTheAnswer_isTheSameInCompany() throws IOException {
    models.write("rgb", "1", TinyGraph.rgb().quirk(Quirk.DYNAMIC_QUANTISATION));
    try (TestGateway serin = new TestGateway(models, data, BATCHES)) {
      JsonObject version =
          new JsonObject(serin.get("/v1/models/rgb").body())
              .getJsonArray("versions")
              .getJsonObject(0);
      assertThat(version.getString("state")).isEqualTo("ready");
      assertThat(version.getString("reason")).startsWith("each image runs alone: ");
      byte[] dark = TestImages.plain(0x010302);
      HttpResponse<String> together =
          serin.classify("rgb", List.of(dark, TestImages.plain(0xffffff))).join();
      JsonObject best = TestGateway.best(new JsonObject(together.body()), 0);
      double[] alone = TinyGraph.rgb().probabilities(1, 3, 2);
      assertThat(best.getInteger("index")).isEqualTo(1);
      assertThat(best.getDouble("probability")).isCloseTo(alone[1], within(1e-3));
      assertThat(serin.registry.get("serin.batch.size").summary().max()).isEqualTo(1);
    }
  }

  /** Each image is another one, so that each is computed. */
  private static void requireBadOnesFailAlone(TestGateway serin, String detail) {
    List<Integer> colours = colours();
    Map<Integer, HttpResponse<String>> answers = new ConcurrentHashMap<>();
    AtomicInteger next = new AtomicInteger();
    IntStream.range(0, CALLERS)
        .mapToObj(caller -> CompletableFuture.runAsync(() -> call(serin, colours, next, answers)))
        .toList()
        .forEach(CompletableFuture::join);
    Map<Integer, Integer> statuses = new TreeMap<>();
    answers.forEach(
        (colour, answer) -> {
          statuses.merge(answer.statusCode(), 1, Integer::sum);
          assertThat(answer.statusCode())
              .as("%06x of seed %d: %s", colour, SEED, answer.body())
              .isEqualTo(isBad(colour) ? 500 : 200);
          if (isBad(colour)) {
            JsonObject problem = new JsonObject(answer.body());
            assertThat(problem.getString("code")).isEqualTo("internal");
            assertThat(problem.getString("detail")).isEqualTo(detail);
          }
        });
    assertThat(statuses).containsOnly(Map.entry(200, IMAGES - BAD), Map.entry(500, BAD));
    serin.assertIdle();
    assertThat(serin.queueLength()).isZero();
  }

  private static void call(
      TestGateway serin,
      List<Integer> colours,
      AtomicInteger next,
      Map<Integer, HttpResponse<String>> answers) {
    for (int i = next.getAndIncrement(); i < colours.size(); i = next.getAndIncrement()) {
      answers.put(colours.get(i), classify(serin, colours.get(i)));
    }
  }

  private static HttpResponse<String> classify(TestGateway serin, int colour) {
    return serin.classify("rgb", List.of(TestImages.plain(colour))).join();
  }

  /** Red by more than nine tenths over green: what {@link Quirk} calls red. */
  private static boolean isBad(int colour) {
    return (colour >> 16) - (colour >> 8 & 0xff) > 0.9 * 255;
  }

  private static List<Integer> colours() {
    List<Integer> colours = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      colours.add(i < BAD ? 0xff0000 + i : 0x408000 + i);
    }
    Collections.shuffle(colours, new Random(SEED));
    return colours;
  }
}
