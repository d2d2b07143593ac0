package dev.serin.gateway.purge;

import dev.serin.gateway.results.ResultKey;
import dev.serin.gateway.routing.Withdrawn;
import dev.serin.worker.api.Catalog;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/**
 * In front of what answers {@code /cdn/results/...}: results of a withdrawn version are not to be
 * kept by anybody. Looks when the headers leave, not when the request comes: the version may be
 * withdrawn between.
 */
public final class NoStore implements Handler<RoutingContext> {
  private final Withdrawn withdrawn;
  private final Supplier<Catalog> catalog;
  private final Handler<RoutingContext> results;

  /**
   * @param catalog with the stable versions that hold
   */
  public NoStore(Withdrawn withdrawn, Supplier<Catalog> catalog, Handler<RoutingContext> results) {
    this.withdrawn = withdrawn;
    this.catalog = catalog;
    this.results = results;
  }

  @Override
  public void handle(RoutingContext context) {
    context.addHeadersEndHandler(
        leaving -> {
          HttpServerResponse response = context.response();
          if (!response.headers().contains("Surrogate-Key")) {
            response.putHeader("Surrogate-Key", keys(context));
          }
          if (isWithdrawn(context)) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.headers().remove("CDN-Cache-Control");
          }
        });
    results.handle(context);
  }

  private static String keys(RoutingContext context) {
    String model = context.pathParam("model");
    return "image-%s model-%s %s"
        .formatted(
            context.pathParam("hex"),
            model,
            ResultKey.surrogateKey(model, context.pathParam("version")));
  }

  private boolean isWithdrawn(RoutingContext context) {
    return catalog
        .get()
        .model(context.pathParam("model"))
        .filter(model -> withdrawn.contains(model, context.pathParam("version")))
        .isPresent();
  }
}
