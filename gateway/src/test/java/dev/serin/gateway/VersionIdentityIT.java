package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.best;
import static dev.serin.gateway.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.VersionInfo.State;
import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.TestImages;
import dev.serin.worker.testing.TinyGraph;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version's name stands for the same bytes for good: over restarts, in every answer. */
final class VersionIdentityIT {
  private static final String REFUSED = "other bytes were served under this name before (digest ";
  private static final String DATA = "model.onnx.data";

  private final Path data;
  private final ModelFolders models;

  VersionIdentityIT(@TempDir Path data, @TempDir Path models) throws IOException {
    this.data = data;
    this.models = new ModelFolders(models);
    this.models.write("c", "1", TinyGraph.rgb().dataIn(DATA));
  }

  @Test
  void restart_otherBytesUnderAServedName_areRefusedUntilTheOldOnesAreBack() throws Exception {
    Path folder = models.path("c", "1");
    String url;
    try (TestGateway serin = new TestGateway(models, data)) {
      url = classified(serin).getString("url");
      assertThat(serin.get(url).body()).contains("\"label\":\"red\"");
    }
    byte[] weights = TinyGraph.rgb().data();
    weights[0]++;
    Map<String, byte[]> changes =
        Map.of(
            "labels.txt",
            "crimson\ngreen\nblue\n".getBytes(StandardCharsets.UTF_8),
            "manifest.yaml",
            changed(folder, "filter: area", "filter: linear"),
            DATA,
            weights);
    for (Map.Entry<String, byte[]> change : changes.entrySet()) {
      Path file = folder.resolve(change.getKey());
      byte[] before = Files.readAllBytes(file);
      Files.write(file, change.getValue());
      try (TestGateway serin = new TestGateway(models, data)) {
        assertThat(version(serin).getString("state")).as(change.getKey()).isEqualTo("failed");
        assertThat(version(serin).getString("reason"))
            .as(change.getKey())
            .startsWith(REFUSED)
            .endsWith("use a new version name");
        assertThat(serin.get(url).statusCode()).as(change.getKey()).isEqualTo(404);
        assertThat(classify(serin).statusCode()).as(change.getKey()).isEqualTo(503);
      }
      Files.write(file, before);
    }
    Files.write(
        folder.resolve("manifest.yaml"),
        ("# a word for people\n" + Files.readString(folder.resolve("manifest.yaml")))
            .getBytes(StandardCharsets.UTF_8));
    try (TestGateway serin = new TestGateway(models, data)) {
      assertThat(version(serin).getString("state")).isEqualTo("ready");
      assertThat(classified(serin).getString("url")).isEqualTo(url);
    }
  }

  @Test
  void remove_thenOtherBytesUnderTheName_areRefusedInTheSameProcess() throws Exception {
    try (TestGateway serin = new TestGateway(models, data)) {
      classified(serin);
      models.remove("c", "1");
      TestGateway.await(() -> serin.gateway.catalog().model("c").isEmpty());
      models.write("c", "1", TinyGraph.rgb().variant(2));
      TestGateway.await(
          () ->
              serin
                  .gateway
                  .catalog()
                  .model("c")
                  .flatMap(model -> model.version("1"))
                  .filter(version -> version.state() == State.FAILED)
                  .isPresent());
      assertThat(version(serin).getString("reason")).startsWith(REFUSED);
    }
  }

  @Test
  void result_addressOfOtherBytes_isNotFoundThoughTheRecordIsLost(@TempDir Path other)
      throws Exception {
    String before;
    try (TestGateway serin = new TestGateway(models, data)) {
      before = classified(serin).getString("url");
    }
    Files.writeString(models.path("c", "1").resolve("labels.txt"), "crimson\ngreen\nblue\n");
    try (TestGateway serin = new TestGateway(models, other)) {
      String now = classified(serin).getString("url");
      assertThat(now).isNotEqualTo(before).contains("?digest=");
      assertThat(serin.get(now).body()).contains("\"label\":\"crimson\"");
      HttpResponse<String> old = serin.get(before);
      assertThat(old.statusCode()).isEqualTo(404);
      assertThat(json(old).getString("detail"))
          .startsWith("the address is of other bytes than version '1' has");
      assertThat(serin.get(before.replaceAll("[?].*", "")).statusCode()).isEqualTo(200);
    }
  }

  private static byte[] changed(Path folder, String from, String to) throws IOException {
    String text = Files.readString(folder.resolve("manifest.yaml"));
    assertThat(text).contains(from);
    return text.replace(from, to).getBytes(StandardCharsets.UTF_8);
  }

  private static HttpResponse<String> classify(TestGateway serin) throws IOException {
    return serin.classify("c", List.of(TestImages.plain(0xff0000))).join();
  }

  private static JsonObject classified(TestGateway serin) throws IOException {
    HttpResponse<String> response = classify(serin);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(best(json(response), 0).getString("label")).isIn("red", "crimson");
    return json(response).getJsonArray("results").getJsonObject(0);
  }

  private static JsonObject version(TestGateway serin) {
    return json(serin.get("/v1/models/c")).getJsonArray("versions").getJsonObject(0);
  }
}
