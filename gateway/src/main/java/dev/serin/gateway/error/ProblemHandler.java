package dev.serin.gateway.error;

import static dev.serin.gateway.error.ProblemCode.BODY_TOO_SLOW;
import static dev.serin.gateway.error.ProblemCode.HEADERS_TOO_LARGE;
import static dev.serin.gateway.error.ProblemCode.MALFORMED_REQUEST;
import static dev.serin.gateway.error.ProblemCode.METHOD_NOT_ALLOWED;
import static dev.serin.gateway.error.ProblemCode.NOT_FOUND;
import static dev.serin.gateway.error.ProblemCode.TOO_LARGE;
import static dev.serin.gateway.error.ProblemCode.URI_TOO_LONG;

import dev.serin.worker.api.Span;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Answers every failed request with {@code application/problem+json}. */
public final class ProblemHandler implements Handler<RoutingContext> {
  private static final String ANSWERED = ProblemHandler.class.getName();
  private static final String SPAN = Span.class.getName();

  /** Nobody should be sent away for longer by a guess. */
  private static final long RETRY_SECONDS_MAX = 30;

  private final long retrySeconds;

  /**
   * @param retryAfter what callers are told to wait at least before they try again; whole seconds
   *     count
   */
  public ProblemHandler(Duration retryAfter) {
    retrySeconds = Math.max(1, retryAfter.toSeconds());
  }

  /** Makes {@code router} answer all its failures through this handler. */
  public void installOn(Router router) {
    router.route().failureHandler(this);
    // The router itself answers these where no route is to blame, and gives no cause.
    router.errorHandler(
        400, context -> answer(context, new Problem(MALFORMED_REQUEST, "the path is malformed")));
    router.errorHandler(404, this);
  }

  /** What goes wrong with {@code context} is logged with the trace of {@code span}. */
  public static void traceBy(RoutingContext context, Span span) {
    context.put(SPAN, span);
  }

  /** The problem that {@code context} was answered with, if it was. */
  public static Optional<Problem> answered(RoutingContext context) {
    return Optional.ofNullable(context.get(ANSWERED));
  }

  @Override
  public void handle(RoutingContext context) {
    answer(context, problem(context));
  }

  /** Answers what is not even HTTP, or has headers over the limit. */
  public void handleInvalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    Problem problem =
        cause instanceof ProblemException known
            ? known.problem()
            : cause instanceof TooLongHttpHeaderException
                ? new Problem(HEADERS_TOO_LARGE, "the headers are over the limit")
                : cause instanceof TooLongHttpLineException
                    ? new Problem(URI_TOO_LONG, "the request line is over the limit")
                    : new Problem(MALFORMED_REQUEST, "this is not a valid HTTP/1.1 request");
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    write(request.response(), problem);
  }

  private void answer(RoutingContext context, Problem problem) {
    context.put(ANSWERED, problem);
    if (problem.code() == BODY_TOO_SLOW && !context.response().headWritten()) {
      // What still comes would hold the connection for as long again.
      context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    write(context.response(), problem);
  }

  private static Problem problem(RoutingContext context) {
    Throwable failure = context.failure();
    return switch (context.statusCode()) {
      case 404 -> new Problem(NOT_FOUND, "see /openapi.yaml for what there is");
      case 413 -> new Problem(TOO_LARGE, "the body is over the limit of this address");
      case 405 -> new Problem(METHOD_NOT_ALLOWED, "the Allow header says what it takes");
      default ->
          Problems.of(
              failure == null ? new IllegalStateException("no cause given") : failure,
              Objects.requireNonNullElseGet(context.<Span>get(SPAN), Span::none));
    };
  }

  private long retryAfter(Problem problem) {
    long measured = TimeUnit.NANOSECONDS.toSeconds(problem.retryNanos() + 999_999_999);
    return Math.max(retrySeconds, Math.min(measured, RETRY_SECONDS_MAX));
  }

  private void write(HttpServerResponse response, Problem problem) {
    if (response.ended() || response.closed()) {
      return;
    }
    if (problem.retry()) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter(problem)));
    }
    response
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(Problems.json(problem).toBuffer());
  }
}
