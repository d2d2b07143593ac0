package dev.serin.gateway.error;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;

/** Refuses what no other handler of an address took, and says which methods it takes. */
public final class MethodNotAllowed implements Handler<RoutingContext> {
  private final String allowed;

  public MethodNotAllowed(List<HttpMethod> allowed) {
    this.allowed = allowed.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
  }

  @Override
  public void handle(RoutingContext context) {
    context.response().putHeader(HttpHeaders.ALLOW, allowed);
    context.fail(ProblemCode.METHOD_NOT_ALLOWED.status());
  }
}
