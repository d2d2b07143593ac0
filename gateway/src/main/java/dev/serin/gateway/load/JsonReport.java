package dev.serin.gateway.load;

import dev.serin.gateway.load.Stage.Side;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** The results for programs; times are milliseconds. */
final class JsonReport {
  private JsonReport() {}

  static JsonObject of(String command, List<Stage> stages) {
    JsonArray all = new JsonArray();
    stages.forEach(stage -> all.add(stage(stage)));
    return new JsonObject().put("command", command).put("loads", all);
  }

  private static JsonObject stage(Stage stage) {
    JsonArray targets = new JsonArray();
    stage.sides().forEach(side -> targets.add(side(side)));
    JsonObject ratios = new JsonObject();
    stage.ratios().forEach((name, ratio) -> ratios.put(name, ratio(ratio)));
    return new JsonObject()
        .put("loop", stage.load().isOpen() ? "open" : "closed")
        .put("rate", stage.load().isOpen() ? stage.load().perSecond() : null)
        .put("concurrency", stage.load().isOpen() ? null : stage.load().concurrency())
        .put("targets", targets)
        .put("ratios_b_to_a", ratios)
        .put("generator_cpu_seconds", stage.cpuSeconds())
        .put("generator_cpu_us_per_request", stage.cpuMicros());
  }

  private static JsonObject ratio(Ratio ratio) {
    return new JsonObject()
        .put("estimate", finite(ratio.estimate()))
        .put("low", finite(ratio.low()))
        .put("high", finite(ratio.high()))
        .put("pairs", ratio.pairs());
  }

  /** JSON has no NaN. */
  private static Object finite(double value) {
    return Double.isFinite(value) ? value : "none";
  }

  private static JsonObject side(Side side) {
    Measured m = side.measured();
    JsonObject statuses = new JsonObject();
    m.statuses().forEach((status, count) -> statuses.put("" + status, count));
    JsonObject failures = new JsonObject();
    m.failures().forEach((why, count) -> failures.put(why.name().toLowerCase(Locale.ROOT), count));
    return new JsonObject()
        .put("target", side.target())
        .put("seconds", m.seconds())
        .put("due", m.due())
        .put("sent", m.sent())
        .put("ok", m.ok())
        .put("refused", m.refused())
        .put("errors", m.errors())
        .put("ok_per_second", m.perSecond())
        .put("bytes", m.bytes())
        .put("statuses", statuses)
        .put("failures", failures)
        .put("success", latency(m.success()))
        .put("refusal", latency(m.refusal()))
        .put("sent_late", m.late())
        .put("sent_late_p99", m.lateP99Ms())
        .put("ok_by_second", new JsonArray(m.okBySecond()))
        .put("other_by_second", new JsonArray(m.otherBySecond()));
  }

  private static JsonObject latency(Latency times) {
    JsonArray curve = new JsonArray();
    times.curve().forEach(point -> curve.add(new JsonArray().add(point.share()).add(point.ms())));
    return new JsonObject()
        .put("count", times.count())
        .put("mean", times.mean())
        .put("p50", times.p50())
        .put("p90", times.p90())
        .put("p99", times.p99())
        .put("p999", times.p999())
        .put("max", times.max())
        .put("curve", curve);
  }
}
