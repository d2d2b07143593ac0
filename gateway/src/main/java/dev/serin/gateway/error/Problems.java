package dev.serin.gateway.error;

import static dev.serin.gateway.error.ProblemCode.CANCELLED;
import static dev.serin.gateway.error.ProblemCode.CLOSING;
import static dev.serin.gateway.error.ProblemCode.DEADLINE_EXCEEDED;
import static dev.serin.gateway.error.ProblemCode.INTERNAL;
import static dev.serin.gateway.error.ProblemCode.NO_WORKER;
import static dev.serin.gateway.error.ProblemCode.OVERLOADED;
import static dev.serin.gateway.error.ProblemCode.TOO_MANY_PIXELS;
import static dev.serin.gateway.error.ProblemCode.UNDECODABLE;
import static dev.serin.gateway.error.ProblemCode.UNKNOWN_MODEL;
import static dev.serin.gateway.error.ProblemCode.UNKNOWN_VERSION;
import static dev.serin.gateway.error.ProblemCode.UNSUPPORTED_FORMAT;
import static dev.serin.gateway.error.ProblemCode.VERSION_NOT_READY;

import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.Span;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one way from a failure to a {@link Problem}, and from there to JSON. */
public final class Problems {
  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  private Problems() {}

  /** What to tell the caller. A failure nobody foresaw is logged here, and only here. */
  public static Problem of(Throwable failure) {
    return of(failure, Span.none());
  }

  /** The same, where {@code span} is of the request that failed. */
  public static Problem of(Throwable failure, Span span) {
    if (failure instanceof ProblemException e) {
      return e.problem();
    }
    if (failure instanceof InferenceFailure e) {
      return of(e, span);
    }
    if (failure instanceof HttpClosedException) {
      return new Problem(CANCELLED, "the connection closed");
    }
    span.logged(() -> log.error("A request failed", failure));
    return internal();
  }

  public static JsonObject json(Problem problem) {
    return new JsonObject()
        .put("type", problem.code().type())
        .put("title", problem.code().title())
        .put("status", problem.status())
        .put("detail", problem.detail())
        .put("code", problem.code().code());
  }

  private static Problem of(InferenceFailure failure, Span span) {
    String detail = String.valueOf(failure.getMessage());
    return switch (failure.reason()) {
      case UNKNOWN_MODEL -> new Problem(UNKNOWN_MODEL, detail);
      case UNKNOWN_VERSION -> new Problem(UNKNOWN_VERSION, detail);
      case VERSION_NOT_READY -> new Problem(VERSION_NOT_READY, detail);
      case UNSUPPORTED_FORMAT -> new Problem(UNSUPPORTED_FORMAT, detail);
      case UNDECODABLE -> new Problem(UNDECODABLE, detail);
      case TOO_MANY_PIXELS -> new Problem(TOO_MANY_PIXELS, detail);
      case OVERLOADED -> new Problem(OVERLOADED, detail, true, failure.retryNanos());
      case CLOSING -> new Problem(CLOSING, detail, true);
      case UNREACHABLE -> new Problem(NO_WORKER, detail, true);
      case DEADLINE_EXCEEDED -> new Problem(DEADLINE_EXCEEDED, detail, true);
      case CANCELLED -> new Problem(CANCELLED, detail);
      // The worker's log has it, and there is no stack trace to it.
      case INVALID_OUTPUT -> new Problem(INTERNAL, detail);
      case INTERNAL -> {
        span.logged(() -> log.error("A classification failed", failure));
        yield internal();
      }
    };
  }

  private static Problem internal() {
    return new Problem(INTERNAL, "the cause is in the server's log");
  }
}
