package dev.serin.gateway;

import dev.serin.gateway.config.ConfigLoader;
import dev.serin.gateway.config.GatewayConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A gateway with a real worker, on free ports, with the settings that ship. */
final class RealGateway implements AutoCloseable {
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final Vertx vertx = ServeCommand.vertx(registry);
  final Gateway gateway;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * @param settings as {@code key=value}
   */
  RealGateway(Path models, Path data, String... settings) {
    Map<String, String> set = new LinkedHashMap<>();
    set.put("http.host", "127.0.0.1");
    set.put("http.port", "0");
    set.put("management.port", "0");
    set.put("models.directory", models.toString());
    set.put("models.poll", "50ms");
    set.put("data.directory", data.toString());
    for (String setting : settings) {
      String[] keyAndValue = setting.split("=", 2);
      set.put(keyAndValue[0], keyAndValue[1]);
    }
    GatewayConfig config =
        ConfigLoader.load(vertx, Path.of("..", "config", "serin.yaml"), Map.of(), set).await();
    gateway = Gateway.start(vertx, config, registry).await();
  }

  /** Posts {@code images} as one form. */
  CompletableFuture<HttpResponse<String>> classify(
      String model, List<byte[]> images, String... headers) {
    HttpRequest.Builder request =
        request("/v1/models/" + model + "/classify")
            .header("Content-Type", "multipart/form-data; boundary=serin-test")
            .POST(BodyPublishers.ofByteArray(form(images)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) {
    return http.sendAsync(request(path).build(), BodyHandlers.ofString()).join();
  }

  HttpResponse<String> metrics() {
    URI address = URI.create("http://127.0.0.1:" + gateway.managementPort() + "/metrics");
    return http.sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).join();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
        .timeout(Duration.ofSeconds(60));
  }

  private static byte[] form(List<byte[]> images) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      for (byte[] image : images) {
        body.write(ascii("--serin-test\r\n"));
        body.write(ascii("Content-Disposition: form-data; name=\"image\"; filename=\"i\"\r\n\r\n"));
        body.write(image);
        body.write(ascii("\r\n"));
      }
      body.write(ascii("--serin-test--\r\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The best label's index of the result at {@code position} of an answer. */
  static int bestIndex(JsonObject answer, int position) {
    return best(answer, position).getInteger("index");
  }

  /** The best label of the result at {@code position} of an answer. */
  static JsonObject best(JsonObject answer, int position) {
    return answer
        .getJsonArray("results")
        .getJsonObject(position)
        .getJsonArray("predictions")
        .getJsonObject(0);
  }

  @Override
  public void close() {
    gateway.drain().await();
    vertx.close().await();
  }
}
