package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.config.ConfigLoader;
import dev.serin.gateway.config.GatewayConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way with nothing faked: a socket, the real worker, the model that ships. */
final class RealModelIT {
  private static final Path MODELS = Path.of("..", "models");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Vertx vertx = ServeCommand.vertx(registry);
  private final Gateway gateway;

  RealModelIT(@TempDir Path data) {
    Map<String, String> set =
        Map.of(
            "http.host", "127.0.0.1",
            "http.port", "0",
            "management.port", "0",
            "models.directory", MODELS.toString(),
            "data.directory", data.toString(),
            "inference.provider", "cpu");
    GatewayConfig config =
        ConfigLoader.load(vertx, Path.of("..", "config", "serin.yaml"), Map.of(), set).await();
    gateway = Gateway.start(vertx, config, registry).await();
  }

  @AfterEach
  void close() {
    gateway.drain().await();
    vertx.close().await();
  }

  @Test
  void classify_shippedImage_labelAndImageBack() throws Exception {
    Path image = MODELS.resolve(Path.of("fashion", "1", "golden", "0.png"));
    HttpResponse<String> response = classify(BodyPublishers.ofFile(image));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonObject result = new JsonObject(response.body()).getJsonArray("results").getJsonObject(0);
    assertThat(result.getJsonObject("image").getInteger("width")).isEqualTo(28);
    assertThat(result.getJsonArray("predictions")).hasSize(5);
    byte[] back =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(at(result.getJsonObject("image").getString("url"))).build(),
                BodyHandlers.ofByteArray())
            .body();
    assertThat(back).isEqualTo(Files.readAllBytes(image));
    assertThat(registry.scrape()).contains("serin_inference_seconds_count");
  }

  @Test
  void classify_notAnImage_415() throws Exception {
    assertThat(classify(BodyPublishers.ofString("text")).statusCode()).isEqualTo(415);
  }

  private HttpResponse<String> classify(BodyPublisher body)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(at("/v1/models/fashion/classify"))
                .header("Content-Type", "image/png")
                .header("Serin-Model-Version", "1")
                .POST(body)
                .build(),
            BodyHandlers.ofString());
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + gateway.port() + path);
  }
}
