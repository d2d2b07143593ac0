package dev.serin.gateway.ops;

import static dev.serin.gateway.error.ProblemCode.UNAUTHORIZED;

import dev.serin.gateway.config.Secret;
import dev.serin.gateway.error.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets only those pass who show the bearer token; how wrong a guess is takes no time to tell. */
final class TokenCheck implements Handler<RoutingContext> {
  private final byte[] expected;

  TokenCheck(Secret token) {
    expected = ("Bearer " + token.reveal()).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void handle(RoutingContext context) {
    String given = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (given != null && MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8))) {
      context.next();
    } else {
      context.response().putHeader("WWW-Authenticate", "Bearer realm=\"serin\"");
      context.fail(new Problem(UNAUTHORIZED, "show the management token").exception());
    }
  }
}
