package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.RolloutState;
import dev.serin.gateway.rollout.evidence.Signal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Where a rollout stands, as JSON. */
public final class StateJson {
  private StateJson() {}

  public static JsonObject write(RolloutState state) {
    JsonArray acknowledged = new JsonArray();
    state.acknowledged().stream().sorted().forEach(signal -> acknowledged.add(signal.toString()));
    Instant paused = state.pausedAt();
    JsonObject json =
        new JsonObject()
            .put("phase", state.phase().toString())
            .put("step", state.step())
            .put("step_started", state.stepStarted().toString())
            .put("requests_before", state.requestsBefore())
            .put("paused_at", paused == null ? null : paused.toString())
            .put("acknowledged", acknowledged)
            .put("reason", state.reason());
    // Left out where it is not: states of former releases must read and write the same.
    Instant labelled = state.labelledAt();
    return labelled == null ? json : json.put("labelled_at", labelled.toString());
  }

  /**
   * @throws RuntimeException where {@code json} was not written here
   */
  public static RolloutState read(JsonObject json) {
    Set<Signal> acknowledged = EnumSet.noneOf(Signal.class);
    json.getJsonArray("acknowledged").forEach(name -> acknowledged.add(signal((String) name)));
    String paused = json.getString("paused_at");
    String labelled = json.getString("labelled_at");
    return new RolloutState(
        Phase.valueOf(json.getString("phase").toUpperCase(Locale.ROOT)),
        json.getInteger("step"),
        Instant.parse(json.getString("step_started")),
        json.getLong("requests_before"),
        paused == null ? null : Instant.parse(paused),
        labelled == null ? null : Instant.parse(labelled),
        acknowledged,
        json.getString("reason"));
  }

  static Signal signal(String name) {
    return Signal.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
