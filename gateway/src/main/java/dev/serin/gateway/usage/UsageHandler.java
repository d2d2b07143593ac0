package dev.serin.gateway.usage;

import static dev.serin.gateway.error.ProblemCode.BAD_PARAMETER;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.stats.ClopperPearson;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/usage?from=&to=&model=}: who used what, by the hour. Hours are those that began in
 * {@code [from, to)}; without {@code from} the 24 hours before {@code to}, without {@code to} up to
 * now.
 */
public final class UsageHandler implements Handler<RoutingContext> {
  private static final Duration STANDARD = Duration.ofHours(24);
  private static final Duration MOST = Duration.ofDays(31);

  private final UsageCollector usage;
  private final InstantSource clock;

  public UsageHandler(UsageCollector usage, InstantSource clock) {
    this.usage = usage;
    this.clock = clock;
  }

  @Override
  public void handle(RoutingContext context) {
    Instant to = instant(context, "to", clock.instant());
    Instant from = instant(context, "from", to.minus(STANDARD));
    if (!from.isBefore(to) || from.plus(MOST).isBefore(to)) {
      throw bad("from must be before to, by " + MOST.toDays() + " days at most");
    }
    String model = context.request().getParam("model");
    usage.read(from, to).onSuccess(rows -> send(context, rows, model)).onFailure(context::fail);
  }

  private static Instant instant(RoutingContext context, String name, Instant standard) {
    String value = context.request().getParam(name);
    try {
      return value == null ? standard : Instant.parse(value);
    } catch (DateTimeParseException e) {
      throw bad(name + " must be an instant like 2026-11-23T16:00:00Z");
    }
  }

  private static RuntimeException bad(String detail) {
    return new Problem(BAD_PARAMETER, detail).exception();
  }

  private static void send(RoutingContext context, List<UsageRow> rows, @Nullable String model) {
    JsonArray usage = new JsonArray();
    rows.stream()
        .filter(row -> model == null || row.key().model().equals(model))
        .forEach(row -> usage.add(json(row)));
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(new JsonObject().put("usage", usage).toBuffer());
  }

  private static JsonObject json(UsageRow row) {
    UsageKey key = row.key();
    UsageCounts counts = row.counts();
    boolean answered = key.label() != null && counts.requests() > 0;
    return new JsonObject()
        .put("hour", key.hour().toString())
        .put("model", key.model())
        .put("version", key.version())
        .put("label", key.label())
        .put("requests", counts.requests())
        .put("errors", counts.errors())
        .put("cache_hits", counts.cached())
        .put("mean_confidence", answered ? round(counts.confidence() / counts.requests()) : null)
        .mergeIn(json(row.feedback()))
        .put(
            "sources",
            new JsonObject().put("trusted", json(row.trusted())).put("caller", json(row.caller())));
  }

  private static JsonObject json(LabelCounts labels) {
    boolean judged = labels.labels() > 0;
    ClopperPearson interval =
        judged ? ClopperPearson.interval(labels.correct(), labels.labels()) : null;
    return new JsonObject()
        .put("feedback", labels.labels())
        .put("correct", labels.correct())
        .put("accuracy", judged ? round((double) labels.correct() / labels.labels()) : null)
        .put("accuracy_low", interval == null ? null : round(interval.low()))
        .put("accuracy_high", interval == null ? null : round(interval.high()));
  }

  /** Four digits are more than any of these figures is worth. */
  private static double round(double share) {
    return Math.rint(share * 1e4) / 1e4;
  }
}
