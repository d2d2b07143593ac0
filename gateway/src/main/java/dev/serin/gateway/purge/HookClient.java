package dev.serin.gateway.purge;

import dev.serin.gateway.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sends one request of a purge, and reads no more of the answer than its status. */
final class HookClient {
  private final HttpClient http;
  private final Optional<Secret> secret;
  private final Duration timeout;

  /**
   * @param secret shown as a bearer token, where there is one
   * @param timeout from the request to the end of its answer
   */
  HookClient(HttpClient http, Optional<Secret> secret, Duration timeout) {
    this.http = http;
    this.secret = secret;
    this.timeout = timeout;
  }

  /**
   * The status, which is in the 200s or one of {@code fine}; anything else fails.
   *
   * @param fine other statuses that mean: it is not there any more
   */
  Future<Integer> send(
      String method, URI url, Map<String, String> headers, Buffer body, Set<Integer> fine) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(method))
            .setAbsoluteURI(url.toString())
            .setTimeout(timeout.toMillis());
    headers.forEach(options::putHeader);
    secret.ifPresent(
        token -> options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token.reveal()));
    return http.request(options)
        .compose(request -> request.send(body))
        .compose(response -> status(response, fine));
  }

  private static Future<Integer> status(HttpClientResponse response, Set<Integer> fine) {
    int status = response.statusCode();
    boolean isDone = status / 100 == 2 || fine.contains(status);
    return response
        .end()
        .compose(
            end ->
                isDone
                    ? Future.succeededFuture(status)
                    : Future.failedFuture(new PurgeException("it answered " + status)));
  }
}
