package dev.serin.gateway.upload;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.Problems;
import dev.serin.gateway.results.ResultJson;
import dev.serin.gateway.results.Waiter;
import dev.serin.gateway.routing.Route;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.Timings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The answer to one classify request: its body and the headers that speak of it.
 *
 * @param unit what the route was chosen by: a user, a session or the images
 * @param outcomes one for each image, in order, at least one
 */
record Answer(Route route, String unit, List<Outcome> outcomes) {

  /** The problem of the whole request, which is the first image's where every image has one. */
  Optional<Problem> problem() {
    return outcomes.stream().allMatch(outcome -> outcome.problem() != null)
        ? Optional.ofNullable(outcomes.get(0).problem())
        : Optional.empty();
  }

  JsonObject json(PredictionIds ids, ResultJson json) {
    JsonArray results = new JsonArray();
    outcomes.forEach(outcome -> results.add(result(outcome, unit, ids, json)));
    return new JsonObject()
        .put("model", route.model())
        .put("version", route.version().version())
        .put("route", route.kind().toString())
        .put("results", results);
  }

  int cached() {
    return (int) outcomes.stream().filter(Outcome::cached).count();
  }

  /** RFC 9211: a hit only where no image needed the model. */
  String cacheStatus() {
    if (cached() == outcomes.size()) {
      return "serin; hit";
    }
    boolean collapsed =
        outcomes.stream().noneMatch(outcome -> outcome.source() == Waiter.Source.MISS);
    return "serin; fwd=miss" + (collapsed ? "; collapsed" : "");
  }

  /**
   * Server-Timing. Images of one request are worked on side by side, so the longest counts; an
   * answer from the cache took none of it.
   */
  String serverTiming(long uploadNanos, long totalNanos) {
    return String.join(
        ", ",
        metric("upload", uploadNanos),
        metric("decode", longest(Timings::decode)),
        metric("queue", longest(Timings::queue)),
        metric("inference", longest(Timings::inference)),
        metric("total", totalNanos));
  }

  private long longest(ToLongFunction<Timings> part) {
    return outcomes.stream()
        .filter(outcome -> !outcome.cached())
        .map(Outcome::answer)
        .flatMap(Stream::ofNullable)
        .map(Classification::timings)
        .mapToLong(part)
        .max()
        .orElse(0);
  }

  /** Milliseconds, to the microsecond. */
  private static String metric(String name, long nanos) {
    return name + ";dur=" + BigDecimal.valueOf(nanos / 1_000, 3);
  }

  private static JsonObject result(
      Outcome outcome, String unit, PredictionIds ids, ResultJson json) {
    if (outcome.problem() != null) {
      String digest = outcome.key().image();
      return new JsonObject()
          .put("image", new JsonObject().put("digest", "sha256:" + digest))
          .put("error", Problems.json(outcome.problem()));
    }
    Classification answer = Objects.requireNonNull(outcome.answer());
    return new JsonObject()
        .put("prediction_id", ids.next(outcome.key(), unit, answer.predictions().get(0)))
        .put("image", image(outcome, answer, json))
        .put("url", json.url(outcome.key()))
        .put("cached", outcome.cached())
        .put("predictions", ResultJson.predictions(answer.predictions()));
  }

  /** Says so where the image could not be kept: its address may not outlive a restart. */
  private static JsonObject image(Outcome outcome, Classification answer, ResultJson json) {
    JsonObject image = json.image(outcome.key().image(), answer);
    return outcome.kept() ? image : image.put("kept", false);
  }
}
