package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Observed.Disagreement;
import dev.serin.gateway.rollout.Observed.Firsts;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What was seen between two looks, as JSON. */
public final class ObservedJson {
  private ObservedJson() {}

  /** Adds what was seen to {@code json}; what is empty is left out. */
  public static JsonObject write(Observed seen, JsonObject json) {
    if (!seen.tally().isEmpty()) {
      json.put("tally", TallyJson.write(seen.tally()));
    }
    put(json, "erred", seen.erred(), cell -> cell);
    put(json, "met", seen.met(), cell -> cell);
    put(json, "timed", seen.firsts().timed(), cell -> cell);
    put(json, "units", seen.firsts().units(), cell -> cell);
    put(json, "images", seen.firsts().images(), cell -> cell);
    put(json, "repeated", seen.firsts().repeated(), image -> image);
    put(json, "pairs", seen.pairs(), ObservedJson::pair);
    put(json, "disagreements", seen.disagreements(), ObservedJson::disagreement);
    return json;
  }

  /**
   * @throws RuntimeException where {@code json} was not written here
   */
  public static Observed read(JsonObject json) {
    return new Observed(
        TallyJson.read(json.getJsonObject("tally", new JsonObject())),
        cells(json, "erred"),
        cells(json, "met"),
        new Firsts(
            cells(json, "timed"),
            cells(json, "units"),
            cells(json, "images"),
            list(json, "repeated", (Object image) -> (String) image)),
        list(json, "pairs", (Object pair) -> readPair((JsonArray) pair)),
        list(json, "disagreements", (Object one) -> readDisagreement((JsonArray) one)));
  }

  private static List<Integer> cells(JsonObject json, String name) {
    return list(json, name, (Object cell) -> ((Number) cell).intValue());
  }

  private static <T> void put(
      JsonObject json, String name, List<T> all, Function<T, Object> write) {
    if (!all.isEmpty()) {
      JsonArray array = new JsonArray();
      all.forEach(one -> array.add(write.apply(one)));
      json.put(name, array);
    }
  }

  private static <T> List<T> list(JsonObject json, String name, Function<Object, T> read) {
    JsonArray array = json.getJsonArray(name, new JsonArray());
    List<T> all = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      all.add(read.apply(array.getValue(i)));
    }
    return all;
  }

  /** An older release wrote no unit. */
  private static JsonArray pair(LabelledPair pair) {
    JsonArray json =
        new JsonArray()
            .add(pair.image())
            .add(pair.label())
            .add(pair.stableRight())
            .add(pair.candidateRight());
    return pair.unit().isEmpty() ? json : json.add(pair.unit());
  }

  private static LabelledPair readPair(JsonArray json) {
    return new LabelledPair(
        json.getString(0),
        json.getString(1),
        json.getBoolean(2),
        json.getBoolean(3),
        json.size() > 4 ? json.getString(4) : "");
  }

  private static JsonArray disagreement(Disagreement one) {
    return new JsonArray()
        .add(one.image())
        .add(one.stableLabel())
        .add(one.stableProbability())
        .add(one.candidateLabel())
        .add(one.candidateProbability());
  }

  private static Disagreement readDisagreement(JsonArray json) {
    return new Disagreement(
        json.getString(0),
        json.getString(1),
        json.getDouble(2),
        json.getString(3),
        json.getDouble(4));
  }
}
