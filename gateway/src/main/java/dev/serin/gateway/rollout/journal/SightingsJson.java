package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Observed.Firsts;
import dev.serin.gateway.rollout.Sightings;
import dev.serin.gateway.rollout.Sightings.Claim;
import dev.serin.gateway.rollout.Sightings.Comparison;
import dev.serin.gateway.rollout.Sightings.Partner;
import dev.serin.gateway.rollout.Sightings.Timing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a gateway tells the owner of a rollout, as JSON: like {@link ObservedJson}, with claims as
 * {@code [weight, canary, cell, cell, ...]}, timings as {@code [unit, partner, halves, partner,
 * halves, ...]} and comparisons as {@code [unit, image, disagree, confidence]}.
 */
public final class SightingsJson {
  private SightingsJson() {}

  /** What is empty is left out. */
  public static String write(Sightings seen) {
    JsonObject json =
        ObservedJson.write(
            new Observed(
                seen.tally(),
                List.of(),
                List.of(),
                new Firsts(List.of(), List.of(), List.of(), seen.repeated()),
                seen.pairs(),
                seen.disagreements()),
            new JsonObject());
    put(json, "split", seen.split(), SightingsJson::claim);
    put(json, "errors", seen.errors(), SightingsJson::claim);
    put(json, "timings", seen.timings(), SightingsJson::timing);
    put(json, "comparisons", seen.comparisons(), SightingsJson::comparison);
    return json.encode();
  }

  /**
   * @throws RuntimeException where {@code body} was not written here
   */
  public static Sightings read(String body) {
    JsonObject json = new JsonObject(body);
    Observed counted = ObservedJson.read(json);
    return new Sightings(
        counted.tally(),
        list(json, "split", SightingsJson::readClaim),
        list(json, "errors", SightingsJson::readClaim),
        list(json, "timings", SightingsJson::readTiming),
        list(json, "comparisons", SightingsJson::readComparison),
        counted.pairs(),
        counted.firsts().repeated(),
        counted.disagreements());
  }

  private static <T> void put(
      JsonObject json, String name, List<T> some, Function<T, JsonArray> write) {
    if (!some.isEmpty()) {
      JsonArray all = new JsonArray();
      some.forEach(one -> all.add(write.apply(one)));
      json.put(name, all);
    }
  }

  private static <T> List<T> list(JsonObject json, String name, Function<JsonArray, T> read) {
    JsonArray all = json.getJsonArray(name, new JsonArray());
    List<T> some = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      some.add(read.apply(all.getJsonArray(i)));
    }
    return some;
  }

  private static JsonArray claim(Claim claim) {
    JsonArray json = new JsonArray().add(claim.weight()).add(claim.canary());
    claim.cells().forEach(json::add);
    return json;
  }

  private static Claim readClaim(JsonArray json) {
    List<Integer> cells = new ArrayList<>();
    for (int i = 2; i < json.size(); i++) {
      cells.add(json.getInteger(i));
    }
    return new Claim(json.getInteger(0), json.getBoolean(1), cells);
  }

  private static JsonArray timing(Timing timing) {
    JsonArray json = new JsonArray().add(timing.unit());
    timing.partners().forEach(partner -> json.add(partner.unit()).add(partner.halves()));
    return json;
  }

  private static Timing readTiming(JsonArray json) {
    List<Partner> partners = new ArrayList<>();
    for (int i = 1; i < json.size(); i += 2) {
      partners.add(new Partner(json.getInteger(i), json.getInteger(i + 1)));
    }
    return new Timing(json.getInteger(0), partners);
  }

  private static JsonArray comparison(Comparison one) {
    return new JsonArray()
        .add(one.unit())
        .add(one.image())
        .add(one.disagree())
        .add(one.confidence());
  }

  private static Comparison readComparison(JsonArray json) {
    return new Comparison(
        json.getInteger(0), json.getInteger(1), json.getBoolean(2), json.getInteger(3));
  }
}
