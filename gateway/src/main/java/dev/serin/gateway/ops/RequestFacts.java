package dev.serin.gateway.ops;

import dev.serin.gateway.error.ProblemHandler;
import dev.serin.worker.api.Span;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/**
 * What becomes known of one request while it is answered; the access log and the meters say it.
 * Used on the request's event loop only. Names of models and versions come from the catalog, never
 * from the request: what labels a meter must be bounded.
 */
public final class RequestFacts {
  private static final String KEY = RequestFacts.class.getName();
  static final String NONE = "none";

  private final String id;
  private final Span span;
  private final long start = System.nanoTime();
  private String template = NONE;
  private String model = NONE;
  private String version = NONE;
  private String route = NONE;
  private long uploadNanos;
  private int images;
  private int cached;

  RequestFacts(String id, Span span) {
    this.id = id;
    this.span = span;
  }

  public static RequestFacts of(RoutingContext context) {
    RequestFacts facts = context.get(KEY);
    return Objects.requireNonNull(facts, "the access log must be the first handler");
  }

  void attachTo(RoutingContext context) {
    context.put(KEY, this);
    if (!span.traceId().isEmpty()) {
      ProblemHandler.traceBy(context, span);
    }
  }

  /** The path as the router knows it, with names in place of values. */
  public void template(String path) {
    template = path;
  }

  public void model(String name) {
    model = name;
  }

  public void routed(String toVersion, String kind) {
    version = toVersion;
    route = kind;
  }

  /** Whether a version was named that is to answer. */
  public boolean isRouted() {
    return !version.equals(NONE);
  }

  /** The body is complete. */
  public void uploaded() {
    uploadNanos = totalNanos();
    span.child(Span.Kind.INTERNAL, "receive body", start).end(null, start + uploadNanos);
  }

  public void answered(int imageCount, int cachedCount) {
    images = imageCount;
    cached = cachedCount;
  }

  /** What traces show of the request. */
  public Span span() {
    return span;
  }

  /** From the headers to the body's last byte. */
  public long uploadNanos() {
    return uploadNanos;
  }

  /** From the headers until now. */
  public long totalNanos() {
    return System.nanoTime() - start;
  }

  String id() {
    return id;
  }

  String template() {
    return template;
  }

  String model() {
    return model;
  }

  String version() {
    return version;
  }

  String route() {
    return route;
  }

  int images() {
    return images;
  }

  int cached() {
    return cached;
  }
}
