package dev.serin.gateway.kill;

import dev.serin.gateway.kill.Kept.Rollout;
import dev.serin.gateway.routing.UnitHash;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What a process shows and does, beside what a journal says it should. */
final class ShownState {
  private static final int UNITS = 12;

  private final GatewayProcess serin;

  ShownState(GatewayProcess serin) {
    this.serin = serin;
  }

  /** What differs, in words; empty where nothing does. */
  String difference(Kept kept) throws IOException, InterruptedException {
    Map<String, String> wrong = new TreeMap<>();
    for (Rollout rollout : kept.rollouts()) {
      JsonObject shown = read("/v1/rollouts/" + rollout.id());
      compare(wrong, "phase", rollout.phase(), shown.getString("phase"));
      compare(wrong, "reason", rollout.state().getString("reason"), shown.getString("reason"));
      compare(wrong, "step", rollout.step(), shown.getJsonObject("step").getInteger("number"));
      compare(wrong, "weight", rollout.weight() / 1e4, shown.getDouble("weight"));
      compare(wrong, "storage", "ok", shown.getString("storage"));
    }
    traffic(wrong, kept);
    return wrong.isEmpty() ? "" : wrong.toString();
  }

  /** Whether the journal leads to what was done. */
  boolean isReplayed(String id) throws IOException, InterruptedException {
    return read("/v1/rollouts/" + id + "/replay").getBoolean("same");
  }

  private void traffic(Map<String, String> wrong, Kept kept)
      throws IOException, InterruptedException {
    String stable = JournalRules.stable(kept);
    JsonObject model = new JsonObject(serin.get("/v1/models/pets").body());
    JsonObject weights = model.getJsonObject("weights");
    compare(wrong, "stable version", stable, model.getString("stable"));
    Rollout running = kept.running().orElse(null);
    String candidate = running == null ? null : running.plan().getString("candidate");
    int weight = running == null ? 0 : running.weight();
    compare(wrong, "canary", candidate, model.getString("canary"));
    compare(wrong, "weight of stable", (10_000 - weight) / 1e4, weights.getDouble(stable));
    if (candidate != null) {
      compare(wrong, "weight of the candidate", weight / 1e4, weights.getDouble(candidate));
    }
    for (int i = 0; i < UNITS; i++) {
      String unit = "user-" + i;
      boolean canary = running != null && UnitHash.of(running.id(), unit).bucket() < weight;
      compare(wrong, "version of " + unit, canary ? candidate : stable, version(unit));
    }
  }

  private String version(String unit) throws IOException, InterruptedException {
    return serin
        .post(Callers.CLASSIFY, "image/png", Models.image(0), unit)
        .headers()
        .firstValue("Serin-Model-Version")
        .orElse("none");
  }

  private static void compare(Map<String, String> wrong, String what, Object kept, Object shown) {
    if (!Objects.equals(kept, shown)) {
      wrong.put(what, "is " + shown + ", but the journal has " + kept);
    }
  }

  private JsonObject read(String path) throws IOException, InterruptedException {
    return new JsonObject(serin.manage("GET", path, "nobody", BodyPublishers.noBody()).body());
  }
}
