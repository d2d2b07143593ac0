package dev.serin.gateway.client;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;

/** Asks one port of one server. */
final class Connection {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration ANSWER_MAX = Duration.ofMinutes(2);
  private static final int ANSWER_BYTES_MAX = 64 << 20;

  private final URI url;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_MAX)
          .build();

  Connection(URI url) {
    this.url = url;
  }

  URI url() {
    return url;
  }

  /** A request of {@code path}, which starts with a slash. */
  HttpRequest.Builder request(String path) throws ClientException {
    try {
      return HttpRequest.newBuilder(URI.create(url.toString().replaceAll("/+$", "") + path))
          .timeout(ANSWER_MAX);
    } catch (IllegalArgumentException e) {
      throw ClientException.misuse("'" + url + path + "' is no address: " + e.getMessage() + ".");
    }
  }

  /** The answer, whatever its status. */
  Answer send(HttpRequest request) throws ClientException, InterruptedException {
    HttpResponse<InputStream> response = open(request, BodyHandlers.ofInputStream());
    return read(response, response.body());
  }

  /** The answer's status and head; its body is still to come. */
  HttpResponse<Flow.Publisher<List<ByteBuffer>>> start(HttpRequest request)
      throws ClientException, InterruptedException {
    return open(request, BodyHandlers.ofPublisher());
  }

  /** What {@link #start} began, to its end. */
  Answer finish(HttpResponse<Flow.Publisher<List<ByteBuffer>>> response) throws ClientException {
    BodySubscriber<InputStream> subscriber = BodySubscribers.ofInputStream();
    response.body().subscribe(subscriber);
    return read(response, subscriber.getBody().toCompletableFuture().join());
  }

  private <T> HttpResponse<T> open(HttpRequest request, BodyHandler<T> handler)
      throws ClientException, InterruptedException {
    try {
      return http.send(request, handler);
    } catch (ConnectException e) {
      throw new ClientException(
          "Nothing answers at " + url + ": start the server with ./serin serve.", e);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private Answer read(HttpResponse<?> response, InputStream stream) throws ClientException {
    try (InputStream body = stream) {
      byte[] bytes = body.readNBytes(ANSWER_BYTES_MAX + 1);
      if (bytes.length > ANSWER_BYTES_MAX) {
        throw new ClientException("The answer has more than 64 MiB: ask for less.", null);
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      return new Answer(
          response.statusCode(),
          text,
          new JsonObject(text),
          response.headers().firstValue("Retry-After"));
    } catch (DecodeException e) {
      throw new ClientException("What answers at " + url + " is not Serin.", e);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private ClientException broken(IOException e) {
    String why = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    return new ClientException("The connection to " + url + " broke: " + why + ".", e);
  }
}
