package dev.serin.gateway.ops;

import dev.serin.worker.api.Span;
import dev.serin.worker.api.Spans;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What traces say of requests: OpenTelemetry's conventions for HTTP, and Serin's own words. */
final class RequestSpans {
  private static final CharSequence TRACE_PARENT = HttpHeaders.createOptimized("traceparent");
  private static final CharSequence TRACE_STATE = HttpHeaders.createOptimized("tracestate");
  private static final int SERVER_ERRORS = 500;

  /** Any others are one to OpenTelemetry, because strangers can make them up. */
  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.DELETE,
          HttpMethod.CONNECT,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE,
          HttpMethod.PATCH);

  private final Spans spans;

  RequestSpans(Spans spans) {
    this.spans = spans;
  }

  /** Begins the span of {@code request}, whose headers are there. */
  Span begin(HttpServerRequest request) {
    if (!spans.areOn()) {
      return Span.none();
    }
    List<String> state = request.headers().getAll(TRACE_STATE);
    Span span =
        spans.begin(
            Span.Kind.SERVER,
            method(request),
            traceParent(request),
            state.isEmpty() ? null : String.join(",", state));
    return span.isRecorded() ? described(span, request) : span;
  }

  /** Two of them say nothing. */
  private static @Nullable String traceParent(HttpServerRequest request) {
    List<String> all = request.headers().getAll(TRACE_PARENT);
    return all.size() == 1 ? all.get(0) : null;
  }

  private static Span described(Span span, HttpServerRequest request) {
    String agent = request.getHeader(HttpHeaders.USER_AGENT);
    if (agent != null) {
      span.set("user_agent.original", agent);
    }
    return span.set("http.request.method", method(request))
        .set("url.scheme", "http")
        .set("network.protocol.version", "1.1")
        .set("client.address", String.valueOf(request.connection().remoteAddress().hostAddress()));
  }

  private static String method(HttpServerRequest request) {
    return METHODS.contains(request.method()) ? request.method().name() : "_OTHER";
  }

  /**
   * Ends the span of the request of {@code context}.
   *
   * @param answered whether its answer went out
   * @param outcome the same word as in the access log
   */
  static void end(RoutingContext context, RequestFacts facts, boolean answered, String outcome) {
    Span span = facts.span();
    if (!span.isRecorded()) {
      return;
    }
    HttpServerRequest request = context.request();
    if (!facts.template().equals(RequestFacts.NONE)) {
      span.name(method(request) + ' ' + facts.template());
      // Not as it was sent: who has the id of a job or the digest of an image has these too.
      span.set("http.route", facts.template()).set("url.path", facts.template());
    }
    if (!facts.model().equals(RequestFacts.NONE)) {
      span.set("serin.model", facts.model())
          .set("serin.version", facts.version())
          .set("serin.route", facts.route())
          .set("serin.images", facts.images())
          .set("serin.cached", facts.cached());
    }
    int status = context.response().getStatusCode();
    if (answered) {
      span.set("http.response.status_code", status)
          .set("http.response.body.size", context.response().bytesWritten());
    }
    span.set("http.request.body.size", request.bytesRead()).set("serin.outcome", outcome);
    // What is wrong with a request is no error of the server.
    boolean failed = !answered || status >= SERVER_ERRORS;
    span.end(failed ? outcome : null, System.nanoTime());
  }
}
