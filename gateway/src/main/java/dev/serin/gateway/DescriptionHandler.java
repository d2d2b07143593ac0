package dev.serin.gateway;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /openapi.yaml}: what this server can do, in OpenAPI 3.1. */
final class DescriptionHandler implements Handler<RoutingContext> {
  private final Buffer description;

  DescriptionHandler(Vertx vertx) {
    description = vertx.fileSystem().readFileBlocking("openapi.yaml");
  }

  @Override
  public void handle(RoutingContext context) {
    context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml").end(description);
  }
}
