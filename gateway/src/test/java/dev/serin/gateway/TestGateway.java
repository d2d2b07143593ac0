package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.config.ConfigLoader;
import dev.serin.gateway.config.GatewayConfig;
import dev.serin.worker.testing.ModelFolders;
import io.micrometer.core.instrument.Gauge;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A gateway on free ports with the settings that ship: over a fake worker, or over a real one in
 * this process.
 */
final class TestGateway implements AutoCloseable {
  static final String CLASSIFY = "/v1/models/pets/classify";

  final FakeInference inference = new FakeInference();
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final Vertx vertx = Node.alone(registry);
  final Gateway gateway;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * Over the fake worker {@link #inference}.
   *
   * @param settings as {@code key=value}
   */
  TestGateway(Path data, String... settings) {
    Backend fake = new Backend(inference, Future.succeededFuture(), Future::succeededFuture);
    gateway = Gateway.start(vertx, config(data, settings), fake, registry).await();
  }

  /**
   * Over a real worker that serves {@code models}; {@link #inference} is never asked.
   *
   * @param settings as {@code key=value}
   */
  TestGateway(ModelFolders models, Path data, String... settings) {
    List<String> all =
        new ArrayList<>(List.of("models.directory=" + models.root(), "models.poll=50ms"));
    all.addAll(List.of(settings));
    gateway = Gateway.start(vertx, config(data, all.toArray(String[]::new)), registry).await();
  }

  private GatewayConfig config(Path data, String... settings) {
    Map<String, String> set = new LinkedHashMap<>();
    set.put("http.host", "127.0.0.1");
    set.put("http.port", "0");
    set.put("management.port", "0");
    set.put("data.directory", data.toString());
    for (String setting : settings) {
      String[] keyAndValue = setting.split("=", 2);
      set.put(keyAndValue[0], keyAndValue[1]);
    }
    return ConfigLoader.load(vertx, Path.of("..", "config", "serin.yaml"), Map.of(), set).await();
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

  /** Sends {@code images} as one form, and does not wait. */
  CompletableFuture<HttpResponse<String>> classify(
      String model, List<byte[]> images, String... headers) {
    List<byte[]> body = new ArrayList<>();
    for (byte[] image : images) {
      body.add(ascii("--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n"));
      body.add(image);
      body.add(ascii("\r\n"));
    }
    body.add(ascii("--b--\r\n"));
    HttpRequest.Builder request =
        request("/v1/models/" + model + "/classify")
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(BodyPublishers.ofByteArrays(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The most probable label of the result at {@code position}. */
  static JsonObject best(JsonObject answer, int position) {
    return answer
        .getJsonArray("results")
        .getJsonObject(position)
        .getJsonArray("predictions")
        .getJsonObject(0);
  }

  HttpRequest.Builder management(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.managementPort() + path))
        .timeout(Duration.ofSeconds(30));
  }

  HttpResponse<String> manage(String path, String... headers) {
    HttpRequest.Builder request = management(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(http, request);
  }

  static JsonObject json(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }

  /** Requests that are decoding or waiting in the worker's queues. */
  double queueLength() {
    return registry.find("serin.queue.length").gauges().stream().mapToDouble(Gauge::value).sum();
  }

  /** Waits until nothing is under way, and everything lent is back. */
  void assertIdle() {
    await(() -> gateway.requests().inFlight() == 0);
    await(() -> gateway.slots().inUse() == 0 && gateway.memory().inUse() == 0);
  }

  /** Waits for something that happens on another thread, ten seconds at most. */
  static void await(BooleanSupplier condition) {
    await(Duration.ofSeconds(10), condition);
  }

  /** The same, {@code most} at most. */
  static void await(Duration most, BooleanSupplier condition) {
    long end = System.nanoTime() + most.toNanos();
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
