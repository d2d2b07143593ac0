package dev.serin.gateway.edge;

import dev.serin.gateway.admission.Bodies;
import dev.serin.gateway.admission.Body;
import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/** Gives the body of a request its place among those under way. */
public final class Incoming {
  private static final Problem NO_PLACE =
      new Problem(ProblemCode.NO_SLOT, "too many bodies are on their way in", true);
  private static final Problem DROPPED =
      new Problem(ProblemCode.BODY_TOO_SLOW, "the body arrives too slowly, and others wait");

  private Incoming() {}

  /**
   * To be called on the request's event loop, before its body has begun to flow. The place goes
   * back when {@code whole} is complete.
   *
   * @param whole fails where the body is dropped
   * @throws dev.serin.gateway.error.ProblemException where there is no place
   */
  public static Body begin(
      Bodies bodies, Vertx vertx, HttpServerRequest request, Promise<?> whole) {
    Context context = vertx.getOrCreateContext();
    Body body =
        bodies
            .begin(
                Edge.address(request),
                () -> context.runOnContext(later -> whole.tryFail(DROPPED.exception())))
            .orElseThrow(NO_PLACE::exception);
    whole.future().onComplete(done -> body.close());
    return body;
  }
}
