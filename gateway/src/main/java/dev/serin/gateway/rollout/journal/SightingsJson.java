package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Sightings;
import dev.serin.gateway.rollout.Sightings.Claim;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What a gateway tells the owner of a rollout, as JSON: like {@link ObservedJson}, with claims as
 * {@code [weight, canary, cell, cell, ...]}.
 */
public final class SightingsJson {
  private SightingsJson() {}

  /** What is empty is left out. */
  public static String write(Sightings seen) {
    JsonObject json =
        ObservedJson.write(
            new Observed(seen.tally(), List.of(), List.of(), seen.pairs(), seen.disagreements()),
            new JsonObject());
    put(json, "split", seen.split());
    put(json, "errors", seen.errors());
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
        claims(json, "split"),
        claims(json, "errors"),
        counted.pairs(),
        counted.disagreements());
  }

  private static void put(JsonObject json, String name, List<Claim> claims) {
    if (!claims.isEmpty()) {
      JsonArray all = new JsonArray();
      for (Claim claim : claims) {
        JsonArray one = new JsonArray().add(claim.weight()).add(claim.canary());
        claim.cells().forEach(one::add);
        all.add(one);
      }
      json.put(name, all);
    }
  }

  private static List<Claim> claims(JsonObject json, String name) {
    JsonArray all = json.getJsonArray(name, new JsonArray());
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      JsonArray one = all.getJsonArray(i);
      List<Integer> cells = new ArrayList<>();
      for (int j = 2; j < one.size(); j++) {
        cells.add(one.getInteger(j));
      }
      claims.add(new Claim(one.getInteger(0), one.getBoolean(1), cells));
    }
    return claims;
  }
}
