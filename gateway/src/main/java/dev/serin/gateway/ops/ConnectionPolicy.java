package dev.serin.gateway.ops;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Says when a connection ends with its answer: while the server drains, and where the answer goes
 * out before a large body, or one of unknown size, is in. What still comes is thrown away for a
 * moment before the connection closes: closing at once would reset it, and the client might never
 * see the answer. A small body is thrown away too, but the connection stays: it is on its way
 * already, and under overload a new connection for each refusal costs more than to read it.
 */
public final class ConnectionPolicy implements Handler<RoutingContext> {
  /** About what socket buffers of both sides hold: reading it costs less than a new connection. */
  private static final long SMALL_BYTES = 256 * 1024;

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
          if (draining.getAsBoolean() || (isBodyPending(request) && !isSmall(request))) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
          }
        });
    context.addEndHandler(
        end -> {
          boolean closing =
              context
                  .response()
                  .headers()
                  .contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true);
          if (end.succeeded() && (closing || isBodyPending(request))) {
            discard(context, request, closing);
          }
        });
    context.next();
  }

  private void discard(RoutingContext context, HttpServerRequest request, boolean closing) {
    if (isBodyPending(request)) {
      long late = context.vertx().setTimer(linger.toMillis(), t -> request.connection().close());
      request.handler(discarded -> {});
      request.exceptionHandler(gone -> context.vertx().cancelTimer(late));
      request.endHandler(
          all -> {
            context.vertx().cancelTimer(late);
            if (closing) {
              request.connection().close();
            }
          });
    } else {
      request.connection().close();
    }
  }

  /** Who asks before sending the body will not send it any more. */
  private static boolean isSmall(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null
        && length.length() <= 6
        && Long.parseLong(length) <= SMALL_BYTES
        && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        && !request.headers().contains(HttpHeaders.EXPECT);
  }

  private static boolean isBodyPending(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return !request.isEnded()
        && (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
            || (length != null && !length.equals("0")));
  }
}
