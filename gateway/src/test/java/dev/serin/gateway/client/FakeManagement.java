package dev.serin.gateway.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A management port that answers what a test told it to, in order; the last answer stays. */
final class FakeManagement implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Queue<Reply>> replies = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** What came in. */
  record Asked(String what, String token, String actor, String type, String lastId, String body) {}

  private record Reply(int status, String type, String body) {}

  FakeManagement() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers {@code what}, a method and a path, with JSON. */
  FakeManagement on(String what, int status, String body) {
    return on(what, new Reply(status, "application/json", body));
  }

  /** Answers {@code what} with a stream that ends behind {@code events}. */
  FakeManagement onStream(String what, String events) {
    return on(what, new Reply(200, "text/event-stream", events));
  }

  List<Asked> asked() {
    return asked;
  }

  private FakeManagement on(String what, Reply reply) {
    replies.computeIfAbsent(what, key -> new ArrayDeque<>()).add(reply);
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    asked.add(
        new Asked(
            what,
            header(exchange, "Authorization"),
            header(exchange, "Serin-Actor"),
            header(exchange, "Content-Type"),
            header(exchange, "Last-Event-ID"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    Reply reply = next(what);
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    exchange.getResponseHeaders().set("Retry-After", "7");
    exchange.sendResponseHeaders(reply.status(), 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private Reply next(String what) {
    Queue<Reply> queue = replies.getOrDefault(what, new ArrayDeque<>());
    Reply reply = queue.size() > 1 ? queue.remove() : queue.peek();
    return reply == null
        ? new Reply(404, "application/json", problem(404, "not-found", "nothing is here"))
        : reply;
  }

  /** A problem as the server words it. */
  static String problem(int status, String code, String detail) {
    return "{\"status\":%d,\"title\":\"A title\",\"detail\":\"%s\",\"code\":\"%s\"}"
        .formatted(status, detail, code);
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
