package dev.serin.gateway.ops;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.error.ProblemHandler;
import dev.serin.worker.api.Span;
import dev.serin.worker.api.Spans;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first handler of every request: gives it an id, and at its end writes one line to the access
 * log and counts it. All that a stranger wrote goes out as a JSON string value, so no line can be
 * forged.
 */
public final class RequestLog implements Handler<RoutingContext> {
  private static final Logger access = LoggerFactory.getLogger("access");
  private static final String CANCELLED = "cancelled";
  private static final String ID_HEADER = "X-Request-Id";
  private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final RequestMeters meters;
  private final Supplier<String> ids;
  private final InstantSource clock;
  private final RequestSpans spans;
  private final Timestamps timestamps = new Timestamps();

  /**
   * @param ids makes the ids of requests that bring none
   * @param spans where traces of requests begin
   */
  public RequestLog(RequestMeters meters, Supplier<String> ids, InstantSource clock, Spans spans) {
    this.meters = meters;
    this.ids = ids;
    this.clock = clock;
    this.spans = new RequestSpans(spans);
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    RequestFacts facts = new RequestFacts(id(request.getHeader(ID_HEADER)), spans.begin(request));
    facts.attachTo(context);
    context.response().putHeader(ID_HEADER, facts.id());
    meters.started();
    context.addEndHandler(end -> ended(context, facts, end));
    context.next();
  }

  private String id(@Nullable String given) {
    return given != null && PLAIN_ID.matcher(given).matches() ? given : ids.get();
  }

  private void ended(RoutingContext context, RequestFacts facts, AsyncResult<Void> end) {
    boolean answered = end.succeeded();
    // A connection that is ended for a problem is told it, after this.
    Optional<Problem> told =
        end.cause() instanceof ProblemException refused
            ? Optional.of(refused.problem())
            : answered ? ProblemHandler.answered(context) : Optional.empty();
    String outcome =
        told.map(Problem::code).map(ProblemCode::code).orElse(answered ? "ok" : CANCELLED);
    int status =
        answered ? context.response().getStatusCode() : told.map(Problem::status).orElse(499);
    RequestSpans.end(context, facts, answered, outcome);
    meters.ended(facts, outcome, context.request().bytesRead(), context.response().bytesWritten());
    if (access.isInfoEnabled()) {
      access.info(line(context, facts, status, outcome));
    }
  }

  /**
   * Written here and not by a JSON library behind the logger: beside a GET from the cache, which
   * takes some 30 microseconds, every one of them counts. A name has values of one type, and none
   * is the beginning of another one with a dot, so that Elasticsearch takes the lines as they are,
   * beside those of the application.
   */
  private String line(RoutingContext context, RequestFacts facts, int status, String outcome) {
    HttpServerRequest request = context.request();
    JsonLine line =
        new JsonLine()
            .add("@timestamp", timestamps.of(clock.instant()))
            .add("log.logger", "access");
    Span span = facts.span();
    if (!span.traceId().isEmpty()) {
      line.add(Span.TRACE_ID, span.traceId());
    }
    if (span.isRecorded()) {
      line.add(Span.SPAN_ID, span.spanId());
    }
    return line.add("request_id", facts.id())
        .add("remote", remote(request))
        .add("method", request.method().name())
        .add("path", facts.template())
        .add("status", status)
        .add("outcome", outcome)
        .add("model", facts.model())
        .add("version", facts.version())
        .add("route", facts.route())
        .addMillis("ms", facts.totalNanos() / 1_000)
        .add("bytes_in", request.bytesRead())
        .add("bytes_out", context.response().bytesWritten())
        .add("images", facts.images())
        .add("cached", facts.cached())
        .end();
  }

  /** Of the connection: the request's own would look for headers of proxies first. */
  private static String remote(HttpServerRequest request) {
    return String.valueOf(request.connection().remoteAddress().hostAddress());
  }
}
