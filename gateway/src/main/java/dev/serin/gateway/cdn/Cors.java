package dev.serin.gateway.cdn;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/**
 * Lets pages of other origins read answers (CORS, as the Fetch standard has it). Where the answer
 * to "who may read it?" does not depend on who asks, it is given to everybody, also to those who do
 * not ask: what a CDN keeps for a plain {@code <img>} must do for the next page's {@code fetch}.
 */
public final class Cors implements Handler<RoutingContext> {
  private static final CharSequence EXPOSED =
      HttpHeaders.createOptimized(
          "ETag, Content-Range, Accept-Ranges, Repr-Digest, Cache-Status, Age, Retry-After,"
              + " Server-Timing, X-Request-Id, Serin-Model-Version, Serin-Route, Location,"
              + " Preference-Applied");
  private static final CharSequence METHODS = HttpHeaders.createOptimized("GET, HEAD, POST");
  private static final CharSequence HEADERS =
      HttpHeaders.createOptimized(
          "Content-Type, Range, If-Match, If-None-Match, If-Range, Prefer, X-Request-Id,"
              + " Serin-Model-Version, Serin-Unit, Serin-Timeout-Ms");

  /** Two hours: no browser remembers a preflight for longer than that, or a day. */
  private static final CharSequence MAX_AGE = HttpHeaders.createOptimized("7200");

  private final Set<String> origins;
  private final boolean varies;

  /**
   * @param origins at least one; {@code *} alone for all
   */
  public Cors(List<String> origins) {
    this.origins = Set.copyOf(origins);
    this.varies = origins.size() > 1;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    MultiMap headers = context.response().headers();
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (varies) {
      headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    }
    boolean allowed = !varies || (origin != null && origins.contains(origin));
    if (allowed) {
      headers.add(
          HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, varies ? origin : origins.iterator().next());
    }
    if (isPreflight(request)) {
      if (allowed) {
        headers
            .add(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
            .add(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
            .add(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE);
      }
      context.response().setStatusCode(204).end();
      return;
    }
    if (allowed) {
      headers.add(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
    context.next();
  }

  private static boolean isPreflight(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && request.headers().contains(HttpHeaders.ORIGIN)
        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }
}
