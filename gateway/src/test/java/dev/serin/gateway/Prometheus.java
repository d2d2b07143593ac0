package dev.serin.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Debian's Prometheus, with the rules that ship, over one gateway that it asks each second. */
final class Prometheus implements AutoCloseable {
  static final Path RULES = Path.of("..", "config", "prometheus", "serin.rules.yml");

  /** Points of one line. */
  record Series(JsonObject labels, List<double[]> points) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path log;
  private final Process process;
  private final int port;

  /**
   * Skips the test where there is no Prometheus.
   *
   * @param folder for its files
   * @param target the management port to ask, on loopback
   */
  Prometheus(Path folder, int target) throws IOException {
    String program = Varnish.find("prometheus", "prometheus", "/usr/bin");
    port = Varnish.freePort();
    log = folder.resolve("prometheus.log");
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
        rule_files: ['%s']
        scrape_configs:
          - job_name: serin
            static_configs: [{targets: ['127.0.0.1:%d']}]
        """
            .formatted(RULES.toRealPath(), target));
    process =
        new ProcessBuilder(
                program,
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      TestGateway.await(Duration.ofSeconds(60), this::isReady);
    } catch (AssertionError e) {
      close();
      throw new AssertionError("Prometheus did not start:\n" + Files.readString(log), e);
    }
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new AssertionError("it ended");
    }
    try {
      return http.send(request("/-/ready").build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (ConnectException e) {
      return false;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30));
  }

  /**
   * What the query gives at each second.
   *
   * @throws AssertionError where Prometheus refuses it
   */
  List<Series> range(String query, Instant from, Instant to) {
    return data("query_range", query, "&start=" + from + "&end=" + to + "&step=1s")
        .getJsonArray("result")
        .stream()
        .map(JsonObject.class::cast)
        .map(Prometheus::series)
        .toList();
  }

  private static Series series(JsonObject found) {
    JsonArray values = found.getJsonArray("values");
    return new Series(
        found.getJsonObject("metric"),
        IntStream.range(0, values.size())
            .mapToObj(values::getJsonArray)
            .map(pair -> new double[] {pair.getDouble(0), number(pair.getString(1))})
            .toList());
  }

  /** The value of the first series now; NaN where there is none. */
  double value(String query) {
    JsonArray result = data("query", query, "").getJsonArray("result");
    return result.isEmpty()
        ? Double.NaN
        : number(result.getJsonObject(0).getJsonArray("value").getString(1));
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Names of all metrics that it has. */
  Set<String> names() {
    TreeSet<String> names = new TreeSet<>();
    send(request("/api/v1/label/__name__/values")).getJsonArray("data").stream()
        .forEach(name -> names.add(name.toString()));
    return names;
  }

  /** The groups of rules with what became of their last evaluation. */
  JsonArray groups() {
    return send(request("/api/v1/rules")).getJsonObject("data").getJsonArray("groups");
  }

  private JsonObject data(String what, String query, String more) {
    String body = "query=" + URLEncoder.encode(query, StandardCharsets.UTF_8) + more;
    JsonObject answer =
        send(
            request("/api/v1/" + what)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    if (!answer.getString("status").equals("success")) {
      throw new AssertionError(answer.getString("error") + "\n" + query);
    }
    return answer.getJsonObject("data");
  }

  private JsonObject send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new JsonObject(response.body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
