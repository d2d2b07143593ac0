package dev.serin.gateway.purge;

import dev.serin.gateway.results.ResultAddress;
import dev.serin.gateway.routing.Withdrawn;
import dev.serin.worker.api.Catalog;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
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
    context.addHeadersEndHandler(leaving -> mark(context));
    results.handle(context);
  }

  private void mark(RoutingContext context) {
    if (withdrawn.isEmpty()) {
      return;
    }
    ResultAddress.of(context.request().path())
        .filter(this::isWithdrawn)
        .ifPresent(
            address ->
                context
                    .response()
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .headers()
                    .remove("CDN-Cache-Control"));
  }

  private boolean isWithdrawn(ResultAddress address) {
    return catalog
        .get()
        .model(address.model())
        .filter(model -> withdrawn.contains(model, address.version()))
        .isPresent();
  }
}
