package dev.serin.gateway.jobs;

import static dev.serin.gateway.error.ProblemCode.UNKNOWN_JOB;

import dev.serin.gateway.error.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * {@code /v1/jobs/{id}}: GET has the answer, or says how far it is; DELETE cancels and forgets. The
 * id is the only key to it.
 */
public final class JobHandler implements Handler<RoutingContext> {
  private static final String PATH = "/v1/jobs/";

  private final Jobs jobs;

  public JobHandler(Jobs jobs) {
    this.jobs = jobs;
  }

  /** Tells the one who asked for a job where it is: 202. */
  public static void accepted(HttpServerResponse response, Job job) {
    response
        .putHeader(HttpHeaders.LOCATION, PATH + job.id())
        .putHeader("Preference-Applied", "respond-async");
    running(response, job);
  }

  @Override
  public void handle(RoutingContext context) {
    Job job =
        jobs.find(context.pathParam("id"))
            .orElseThrow(
                () ->
                    new Problem(UNKNOWN_JOB, "it never was, has expired, or ended with a restart")
                        .exception());
    HttpServerResponse response = context.response();
    if (context.request().method().equals(HttpMethod.DELETE)) {
      job.close();
      response.setStatusCode(204).end();
      return;
    }
    Optional<Reply> reply = job.reply();
    if (reply.isPresent()) {
      finished(context, reply.get());
    } else {
      running(response, job);
    }
  }

  private static void running(HttpServerResponse response, Job job) {
    response
        .setStatusCode(202)
        .putHeader(HttpHeaders.RETRY_AFTER, "1")
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(
            new JsonObject()
                .put("job", job.id())
                .put("url", PATH + job.id())
                .put("images", job.images())
                .put("done", job.done())
                .toBuffer());
  }

  private static void finished(RoutingContext context, Reply reply) {
    HttpServerResponse response = context.response().setStatusCode(reply.status());
    reply.headers().forEach(response::putHeader);
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(reply.body().length()));
      response.end();
    } else {
      response.end(reply.body());
    }
  }
}
