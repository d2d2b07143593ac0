package dev.serin.training;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.serin.training.data.Preparation;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.training.report.Evaluation;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.model.Manifest;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Answers as a gateway does that serves one version: the first request of all with 503, which is to
 * be repeated.
 */
final class FakeGateway implements AutoCloseable {
  private final HttpServer server;
  private final Preparation preparation;
  private final OnnxRunner network;
  private final Set<String> paths = new ConcurrentSkipListSet<>();
  private boolean busy = true;
  private volatile boolean wrong;

  FakeGateway(Path version) throws IOException {
    Manifest manifest = new StrictYaml().read(version.resolve(Manifest.FILE_NAME), Manifest.class);
    this.preparation = new Preparation(manifest.input());
    this.network =
        new OnnxRunner(Files.readAllBytes(version.resolve(manifest.file())), manifest.input());
    // One thread answers all, as the preparation wants it.
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All paths that were asked for. */
  Set<String> paths() {
    return paths;
  }

  /** From now on another class is named each time. */
  void answerWrongly() {
    wrong = true;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      paths.add(exchange.getRequestURI().toString());
      byte[] image = exchange.getRequestBody().readAllBytes();
      if (busy) {
        busy = false;
        exchange.getResponseHeaders().add("Retry-After", "0");
        reply(exchange, 503, "{\"detail\": \"busy\"}");
      } else {
        reply(
            exchange,
            200,
            "{\"results\": [{\"predictions\": [{\"index\": %d}]}]}".formatted(best(image)));
      }
    }
  }

  private int best(byte[] image) throws IOException {
    try {
      float[] logits = network.of(preparation.prepareFile(image), 1);
      int best = Evaluation.best(logits, 0, logits.length);
      return wrong ? (best + 1) % logits.length : best;
    } catch (ImageException e) {
      throw new IOException(e);
    }
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    network.close();
    preparation.close();
  }
}
