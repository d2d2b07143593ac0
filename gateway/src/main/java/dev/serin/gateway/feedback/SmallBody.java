package dev.serin.gateway.feedback;

import static dev.serin.gateway.error.ProblemCode.BODY_TOO_SLOW;
import static dev.serin.gateway.error.ProblemCode.MALFORMED_REQUEST;
import static dev.serin.gateway.error.ProblemCode.TOO_LARGE;
import static dev.serin.gateway.error.ProblemCode.UNSUPPORTED_MEDIA_TYPE;

import dev.serin.gateway.admission.Bodies;
import dev.serin.gateway.admission.Body;
import dev.serin.gateway.edge.Incoming;
import dev.serin.gateway.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/** Reads a JSON object that has few bytes and comes soon, or says what is wrong. */
final class SmallBody {
  private final int bytesMax;
  private final Duration timeout;
  private final Bodies bodies;

  SmallBody(int bytesMax, Duration timeout, Bodies bodies) {
    this.bytesMax = bytesMax;
    this.timeout = timeout;
    this.bodies = bodies;
  }

  /** To be called before the body has begun to flow. */
  Future<JsonObject> read(Vertx vertx, HttpServerRequest request) {
    String type = String.valueOf(request.getHeader(HttpHeaders.CONTENT_TYPE));
    if (!type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
      throw new Problem(UNSUPPORTED_MEDIA_TYPE, "send application/json").exception();
    }
    Promise<Buffer> whole = Promise.promise();
    Body place = Incoming.begin(bodies, vertx, request, whole);
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          place.received(chunk.length());
          append(body, chunk, whole);
        });
    request.endHandler(end -> whole.tryComplete(body));
    request.exceptionHandler(whole::tryFail);
    long timer =
        vertx.setTimer(
            timeout.toMillis(),
            fired ->
                whole.tryFail(
                    new Problem(BODY_TOO_SLOW, "the body takes too long to arrive").exception()));
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    return whole.future().onComplete(done -> vertx.cancelTimer(timer)).map(SmallBody::parse);
  }

  private void append(Buffer body, Buffer chunk, Promise<Buffer> whole) {
    if (whole.future().isComplete()) {
      return;
    }
    if (body.length() + chunk.length() > bytesMax) {
      whole.tryFail(
          new Problem(TOO_LARGE, "a body here may have " + bytesMax + " bytes").exception());
    } else {
      body.appendBuffer(chunk);
    }
  }

  private static JsonObject parse(Buffer body) {
    try {
      return new JsonObject(body);
    } catch (DecodeException | ClassCastException e) {
      throw new Problem(MALFORMED_REQUEST, "the body is no JSON object").exception();
    }
  }
}
