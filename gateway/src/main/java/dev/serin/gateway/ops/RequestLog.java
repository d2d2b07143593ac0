package dev.serin.gateway.ops;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemHandler;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
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
  private static final String ID_HEADER = "X-Request-Id";
  private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final RequestMeters meters;
  private final Supplier<String> ids;

  /**
   * @param ids makes the ids of requests that bring none
   */
  public RequestLog(RequestMeters meters, Supplier<String> ids) {
    this.meters = meters;
    this.ids = ids;
  }

  @Override
  public void handle(RoutingContext context) {
    RequestFacts facts = new RequestFacts(id(context.request().getHeader(ID_HEADER)));
    facts.attachTo(context);
    context.response().putHeader(ID_HEADER, facts.id());
    meters.started();
    context.addEndHandler(end -> ended(context, facts, end.succeeded()));
    context.next();
  }

  private String id(@Nullable String given) {
    return given != null && PLAIN_ID.matcher(given).matches() ? given : ids.get();
  }

  private void ended(RoutingContext context, RequestFacts facts, boolean answered) {
    String problem =
        ProblemHandler.answered(context).map(Problem::code).map(ProblemCode::code).orElse("");
    String outcome = !answered ? "cancelled" : problem.isEmpty() ? "ok" : problem;
    int status = answered ? context.response().getStatusCode() : 499;
    meters.ended(facts, outcome, context.request().bytesRead());
    HttpServerRequest request = context.request();
    access
        .atInfo()
        .addKeyValue("request_id", facts.id())
        .addKeyValue("remote", String.valueOf(request.remoteAddress().hostAddress()))
        .addKeyValue("method", request.method().name())
        .addKeyValue("path", facts.template())
        .addKeyValue("status", status)
        .addKeyValue("outcome", outcome)
        .addKeyValue("model", facts.model())
        .addKeyValue("version", facts.version())
        .addKeyValue("route", facts.route())
        .addKeyValue("ms", Math.round(facts.totalNanos() / 1e3) / 1e3)
        .addKeyValue("bytes_in", request.bytesRead())
        .addKeyValue("bytes_out", context.response().bytesWritten())
        .addKeyValue("images", facts.images())
        .addKeyValue("cached", facts.cached())
        .log("request");
  }
}
