package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.config.ConfigLoader;
import dev.serin.gateway.config.GatewayConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
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
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A gateway on free ports, over a fake worker, with the settings that ship. */
final class TestGateway implements AutoCloseable {
  static final String CLASSIFY = "/v1/models/pets/classify";

  final FakeInference inference = new FakeInference();
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final Vertx vertx = ServeCommand.vertx(registry);
  final Gateway gateway;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * @param settings as {@code key=value}
   */
  TestGateway(Path data, String... settings) {
    Map<String, String> set = new LinkedHashMap<>();
    set.put("http.host", "127.0.0.1");
    set.put("http.port", "0");
    set.put("management.port", "0");
    set.put("data.directory", data.toString());
    for (String setting : settings) {
      String[] keyAndValue = setting.split("=", 2);
      set.put(keyAndValue[0], keyAndValue[1]);
    }
    GatewayConfig config =
        ConfigLoader.load(vertx, Path.of("..", "config", "serin.yaml"), Map.of(), set).await();
    Backend backend = new Backend(inference, Future.succeededFuture(), Future::succeededFuture);
    gateway = Gateway.start(vertx, config, backend, registry).await();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
        .timeout(Duration.ofSeconds(30));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    return send(http, request);
  }

  private static HttpResponse<String> send(HttpClient http, HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send(request(path));
  }

  /** Sends {@code image} as a raw body. */
  HttpResponse<String> classify(String image, String... headers) {
    HttpRequest.Builder request = request(CLASSIFY).header("Content-Type", "image/png");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.POST(BodyPublishers.ofString(image)));
  }

  /** Sends each of {@code images} as one part of a form. */
  HttpResponse<String> classifyForm(String query, String... images) {
    StringBuilder body = new StringBuilder("--b\r\n");
    for (String image : images) {
      body.append("Content-Disposition: form-data; name=\"image\"; filename=\"f\"\r\n\r\n")
          .append(image)
          .append("\r\n--b\r\n");
    }
    body.replace(body.length() - 2, body.length(), "--\r\n");
    return send(
        request(CLASSIFY + query)
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  HttpResponse<String> manage(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.managementPort() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(http, request);
  }

  static JsonObject json(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }

  /** Waits until nothing is under way, and everything lent is back. */
  void assertIdle() {
    await(() -> gateway.requests().inFlight() == 0);
    await(() -> gateway.slots().inUse() == 0 && gateway.memory().inUse() == 0);
  }

  /** Waits for something that happens on another thread, ten seconds at most. */
  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it took too long").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    inference.releaseAll();
    gateway.drain().await();
    vertx.close().await();
  }
}
