package dev.serin.gateway.ops;

import dev.serin.gateway.config.ManagementConfig;
import dev.serin.gateway.config.Secret;
import dev.serin.gateway.edge.Edge;
import dev.serin.gateway.error.ProblemHandler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The management port: health and metrics for everybody who can reach it, the rest by token. */
public final class ManagementServer {
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Vertx vertx;
  private final ManagementConfig config;
  private final Secret token;
  private final Readiness readiness;
  private final PrometheusMeterRegistry registry;
  private final ProblemHandler problems;
  private final Consumer<Router> routes;
  private final Edge edge;

  /**
   * @param edge takes connections in
   * @param routes adds what only those reach who show the token
   */
  public ManagementServer(
      Vertx vertx,
      ManagementConfig config,
      Secret token,
      Readiness readiness,
      PrometheusMeterRegistry registry,
      ProblemHandler problems,
      Edge edge,
      Consumer<Router> routes) {
    this.vertx = vertx;
    this.config = config;
    this.token = token;
    this.readiness = readiness;
    this.registry = registry;
    this.problems = problems;
    this.edge = edge;
    this.routes = routes;
  }

  /** The listening server. */
  public Future<HttpServer> listen() {
    Router router = Router.router(vertx);
    problems.installOn(router);
    router.get("/health/live").handler(this::live);
    router.get("/health/ready").handler(this::ready);
    router.get("/metrics").handler(this::metrics);
    router.route().handler(new TokenCheck(token));
    routes.accept(router);
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setHttp2ClearTextEnabled(false)
            .setMaxHeaderSize(16 * 1024)
            .setIdleTimeout(60)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    return vertx
        .createHttpServer(options)
        .requestHandler(router)
        .invalidRequestHandler(problems::handleInvalid)
        .connectionHandler(edge.admitting(options))
        .listen();
  }

  private void live(RoutingContext context) {
    send(context, 200, new JsonObject().put("live", true));
  }

  private void ready(RoutingContext context) {
    List<String> obstacles = readiness.obstacles();
    send(
        context,
        obstacles.isEmpty() ? 200 : 503,
        new JsonObject()
            .put("ready", obstacles.isEmpty())
            .put("reasons", new JsonArray(List.copyOf(obstacles))));
  }

  private void metrics(RoutingContext context) {
    String accept = String.valueOf(context.request().getHeader(HttpHeaders.ACCEPT));
    boolean plain = accept.contains("text/plain") && !accept.contains("openmetrics");
    String type = plain ? PROMETHEUS : OPEN_METRICS;
    vertx
        .executeBlocking(() -> registry.scrape(type), false)
        .onSuccess(text -> context.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(text))
        .onFailure(context::fail);
  }

  private static void send(RoutingContext context, int status, JsonObject body) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(body.toBuffer());
  }
}
