package dev.serin.gateway;

import dev.serin.gateway.edge.Edge;
import dev.serin.gateway.error.MethodNotAllowed;
import dev.serin.gateway.error.ProblemHandler;
import dev.serin.gateway.ops.RequestFacts;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The routes of the public port, on one event loop. All instances share handlers and limits. */
final class GatewayVerticle extends VerticleBase {
  private static final List<HttpMethod> READ = List.of(HttpMethod.GET, HttpMethod.HEAD);

  /**
   * What every instance works with.
   *
   * @param first handlers of every request, in order
   * @param routes what answers which path
   * @param edge takes connections in
   * @param drain how long requests under way may take once an instance stops
   */
  record Shared(
      HttpServerOptions options,
      List<Handler<RoutingContext>> first,
      List<Resource> routes,
      ProblemHandler problems,
      Edge edge,
      Duration drain) {}

  /**
   * A path and what answers there.
   *
   * @param path as people read it
   * @param route as vertx-web matches it
   */
  record Resource(
      List<HttpMethod> methods, String path, String route, Handler<RoutingContext> handler) {
    static Resource read(String path, Handler<RoutingContext> handler) {
      return new Resource(READ, path, path, handler);
    }

    /** Matched by its first part, which is faster than a pattern; the handler reads the rest. */
    static Resource readBelow(String folder, String rest, Handler<RoutingContext> handler) {
      return new Resource(READ, folder + rest, folder + '*', handler);
    }

    static Resource post(String path, Handler<RoutingContext> handler) {
      return new Resource(List.of(HttpMethod.POST), path, path, handler);
    }

    /** Other methods are told which ones there are. */
    private void addTo(Router router) {
      MethodNotAllowed others = new MethodNotAllowed(methods);
      router.route(route).handler(context -> answer(context, others));
    }

    private void answer(RoutingContext context, MethodNotAllowed others) {
      RequestFacts.of(context).template(path);
      if (methods.contains(context.request().method())) {
        handler.handle(context);
      } else {
        others.handle(context);
      }
    }
  }

  private final Shared shared;
  private @Nullable HttpServer server;

  GatewayVerticle(Shared shared) {
    this.shared = shared;
  }

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    shared.problems().installOn(router);
    shared.first().forEach(handler -> router.route().handler(handler));
    shared.routes().forEach(resource -> resource.addTo(router));
    HttpServer created =
        vertx
            .createHttpServer(shared.options())
            .requestHandler(router)
            .invalidRequestHandler(shared.problems()::handleInvalid)
            .connectionHandler(shared.edge().admitting(shared.options()));
    server = created;
    return created.listen();
  }

  /** Takes no new connection, and ends once those under way are answered or out of time. */
  @Override
  public Future<?> stop() {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(shared.drain().toMillis(), TimeUnit.MILLISECONDS);
  }

  int port() {
    return server == null ? 0 : server.actualPort();
  }
}
