package dev.serin.gateway.ops;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Says when a connection ends with its answer: while the server drains, and where the answer goes
 * out before the body is in. In the second case what still comes is thrown away for a moment before
 * the connection closes: closing at once would reset it, and the client might never see the answer.
 */
public final class ConnectionPolicy implements Handler<RoutingContext> {
  private final BooleanSupplier draining;
  private final Duration linger;

  public ConnectionPolicy(BooleanSupplier draining, Duration linger) {
    this.draining = draining;
    this.linger = linger;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    context.addHeadersEndHandler(
        headers -> {
          if (draining.getAsBoolean() || isBodyPending(request)) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
          }
        });
    context.addEndHandler(
        end -> {
          if (end.succeeded()
              && context
                  .response()
                  .headers()
                  .contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
            close(context, request);
          }
        });
    context.next();
  }

  private void close(RoutingContext context, HttpServerRequest request) {
    if (isBodyPending(request)) {
      request.handler(discarded -> {});
      request.exceptionHandler(gone -> {});
      request.endHandler(all -> request.connection().close());
      context.vertx().setTimer(linger.toMillis(), late -> request.connection().close());
    } else {
      request.connection().close();
    }
  }

  private static boolean isBodyPending(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return !request.isEnded()
        && (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
            || (length != null && !length.equals("0")));
  }
}
