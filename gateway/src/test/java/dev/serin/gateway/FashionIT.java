package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.best;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serin.worker.testing.ModelFolders;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The models that are committed, served as they are. */
final class FashionIT {
  private static final Path MODELS = Path.of("..", "models");
  private static final Path SAMPLES = MODELS.resolve("fashion").resolve("samples");

  /** A sample as {@code samples.csv} lists it. */
  private record Sample(String file, String label) {}

  private final TestGateway serin;

  FashionIT(@TempDir Path data) {
    serin = new TestGateway(new ModelFolders(MODELS), data);
  }

  @AfterEach
  void close() {
    serin.close();
  }

  @Test
  void classify_samplesWithoutPin_stableVersionIsRight() throws IOException {
    for (Sample sample : samples()) {
      JsonObject answer = answer(sample, "2");
      assertThat(best(answer, 0).getString("label")).as(sample.file()).isEqualTo(sample.label());
    }
  }

  @Test
  void classify_sample_imageAndResultComeBackFromTheirUrls() throws IOException {
    Path file = SAMPLES.resolve(samples().get(0).file());
    JsonObject result = answer(samples().get(0), "2").getJsonArray("results").getJsonObject(0);
    HttpResponse<String> image = serin.get(result.getJsonObject("image").getString("url"));
    assertThat(image.body().getBytes(StandardCharsets.ISO_8859_1))
        .isEqualTo(Files.readAllBytes(file));
    assertThat(image.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(
            new JsonObject(serin.get(result.getString("url")).body()).getJsonArray("predictions"))
        .isEqualTo(result.getJsonArray("predictions"));
  }

  @Test
  void metrics_afterASample_figuresOfEachStepByModelAndVersion() throws IOException {
    answer(samples().get(0), "2");
    String metrics = serin.manage("/metrics").body();
    for (String figure :
        List.of(
            "serin_request_seconds_count",
            "serin_queue_seconds_count",
            "serin_batch_size_count",
            "serin_decode_seconds_count",
            "serin_inference_seconds_count",
            "serin_results_total",
            "serin_queue_length")) {
      assertThat(metrics).containsPattern(figure + "\\{.*model=\"fashion\".*version=\"2\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void classify_pinned_thatVersionInBodyAndHeader(String version) throws IOException {
    byte[] image = Files.readAllBytes(SAMPLES.resolve(samples().get(0).file()));
    HttpResponse<String> response =
        serin.classify("fashion", List.of(image), "Serin-Model-Version", version).join();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(response.body()).getString("version")).isEqualTo(version);
    assertThat(response.headers().firstValue("Serin-Model-Version")).contains(version);
    assertThat(response.headers().firstValue("Serin-Route")).contains("pinned");
  }

  @Test
  void classify_pinnedToNoVersion_404Problem() throws IOException {
    byte[] image = Files.readAllBytes(SAMPLES.resolve(samples().get(0).file()));
    HttpResponse<String> response =
        serin.classify("fashion", List.of(image), "Serin-Model-Version", "9").join();
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  /** What the manifest claims is what a user gets: the very same number of right answers. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void classify_all10000TestImages_asManyRightAsTheManifestSays(String version) throws IOException {
    Path folder =
        Path.of(System.getProperty("serin.fashion-mnist", "/usr/share/datasets/fashion-mnist"));
    assumeTrue(
        Files.isDirectory(folder),
        () -> "skipped: no Fashion-MNIST in " + folder + " (package dataset-fashion-mnist)");
    FashionTestSet test = FashionTestSet.read(folder);
    int right = 0;
    List<CompletableFuture<Integer>> underWay = new ArrayList<>();
    for (int from = 0; from < test.size(); from += 16) {
      int first = from;
      List<byte[]> images = test.pngs(first, Math.min(16, test.size() - first));
      underWay.add(
          serin
              .classify("fashion", images, "Serin-Model-Version", version)
              .thenApply(response -> right(response, test, first, images.size())));
      if (underWay.size() == 4) {
        right += underWay.stream().mapToInt(CompletableFuture::join).sum();
        underWay.clear();
      }
    }
    right += underWay.stream().mapToInt(CompletableFuture::join).sum();
    assertThat(right / (double) test.size()).isEqualTo(accuracy(version));
  }

  private static int right(
      HttpResponse<String> response, FashionTestSet test, int first, int images) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonObject answer = new JsonObject(response.body());
    int right = 0;
    for (int i = 0; i < images; i++) {
      right += best(answer, i).getInteger("index") == test.label(first + i) ? 1 : 0;
    }
    return right;
  }

  private double accuracy(String version) {
    return new JsonObject(serin.get("/v1/models/fashion").body())
        .getJsonArray("versions").stream()
            .map(JsonObject.class::cast)
            .filter(v -> v.getString("version").equals(version))
            .findFirst()
            .orElseThrow()
            .getDouble("accuracy");
  }

  private JsonObject answer(Sample sample, String version) throws IOException {
    byte[] image = Files.readAllBytes(SAMPLES.resolve(sample.file()));
    HttpResponse<String> response = serin.classify("fashion", List.of(image)).join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonObject answer = new JsonObject(response.body());
    assertThat(answer.getString("version")).isEqualTo(version);
    return answer;
  }

  private static List<Sample> samples() throws IOException {
    return Files.readAllLines(SAMPLES.resolve("samples.csv")).stream()
        .skip(1)
        .map(line -> line.split(",", 3))
        .map(cells -> new Sample(cells[0], cells[1]))
        .toList();
  }
}
