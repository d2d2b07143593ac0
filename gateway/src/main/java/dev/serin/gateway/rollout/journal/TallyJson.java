package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.evidence.ArmCounts;
import dev.serin.gateway.rollout.evidence.LeftOut;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.rollout.evidence.ValueCounts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Counts as JSON: of arms {@code [weight, canary, stable]}, of values {@code [value, count]}. */
public final class TallyJson {
  private TallyJson() {}

  /** What is zero is left out. */
  public static JsonObject write(Tally tally) {
    JsonObject json = new JsonObject();
    if (tally.canaryRequests() != 0 || tally.stableRequests() != 0) {
      json.put("canary", tally.canaryRequests()).put("stable", tally.stableRequests());
    }
    put(json, "split", arms(tally.split()));
    put(json, "errors", arms(tally.errors()));
    put(json, "latency", values(tally.latency()));
    put(json, "agreement", values(tally.agreement()));
    put(json, "confidence", values(tally.confidence()));
    JsonObject labels = new JsonObject();
    tally.labels().forEach((label, counts) -> labels.put(label, values(counts)));
    if (!labels.isEmpty()) {
      json.put("labels", labels);
    }
    JsonObject leftOut = leftOut(tally, false);
    if (!leftOut.isEmpty()) {
      json.put("left_out", leftOut);
    }
    return json;
  }

  /**
   * What was left out, by reason.
   *
   * @param zeros whether a reason that left out nothing is there too
   */
  public static JsonObject leftOut(Tally tally, boolean zeros) {
    JsonObject json = new JsonObject();
    for (LeftOut why : LeftOut.values()) {
      if (zeros || tally.leftOut(why) != 0) {
        json.put(why.toString(), tally.leftOut(why));
      }
    }
    return json;
  }

  /**
   * @throws RuntimeException where {@code json} was not written here
   */
  public static Tally read(JsonObject json) {
    Tally tally = new Tally();
    tally.requests(json.getLong("canary", 0L), json.getLong("stable", 0L));
    readArms(json, "split", tally.split());
    readArms(json, "errors", tally.errors());
    readValues(json, "latency", tally.latency());
    readValues(json, "agreement", tally.agreement());
    readValues(json, "confidence", tally.confidence());
    JsonObject labels = json.getJsonObject("labels", new JsonObject());
    for (String label : labels.fieldNames()) {
      ValueCounts counts = new ValueCounts();
      readValues(labels, label, counts);
      tally.labels(label, counts);
    }
    JsonObject leftOut = json.getJsonObject("left_out", new JsonObject());
    for (LeftOut why : LeftOut.values()) {
      tally.leftOut(why, leftOut.getLong(why.toString(), 0L));
    }
    return tally;
  }

  private static void put(JsonObject json, String name, JsonArray counts) {
    if (!counts.isEmpty()) {
      json.put(name, counts);
    }
  }

  private static JsonArray arms(ArmCounts counts) {
    JsonArray all = new JsonArray();
    counts
        .byWeight()
        .forEach(
            (weight, arms) ->
                all.add(new JsonArray().add(weight).add(arms.canary()).add(arms.stable())));
    return all;
  }

  private static JsonArray values(ValueCounts counts) {
    JsonArray all = new JsonArray();
    counts.counts().forEach((value, count) -> all.add(new JsonArray().add(value).add(count)));
    return all;
  }

  private static void readArms(JsonObject json, String name, ArmCounts into) {
    JsonArray all = json.getJsonArray(name, new JsonArray());
    for (int i = 0; i < all.size(); i++) {
      JsonArray one = all.getJsonArray(i);
      into.add(one.getInteger(0), one.getLong(1), one.getLong(2));
    }
  }

  private static void readValues(JsonObject json, String name, ValueCounts into) {
    JsonArray all = json.getJsonArray(name, new JsonArray());
    for (int i = 0; i < all.size(); i++) {
      JsonArray one = all.getJsonArray(i);
      into.add(one.getInteger(0), one.getLong(1));
    }
  }
}
