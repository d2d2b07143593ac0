package dev.serin.gateway.rollout.api;

import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.decision.Rollout;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.RolloutState;
import dev.serin.gateway.rollout.decision.Step;
import dev.serin.gateway.rollout.journal.GuardsJson;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.journal.Numbers;
import dev.serin.gateway.rollout.journal.PlanJson;
import dev.serin.gateway.rollout.journal.StateJson;
import dev.serin.gateway.rollout.journal.TallyJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A rollout as the HTTP interface shows it. */
final class DocumentJson {
  private DocumentJson() {}

  /**
   * All of it.
   *
   * @param storage how the journal is
   */
  static JsonObject of(Journaled journaled, Instant now, String storage) {
    Rollout rollout = journaled.rollout();
    RolloutPlan plan = rollout.plan();
    RolloutState state = rollout.state();
    JsonArray steps = new JsonArray();
    plan.steps().forEach(step -> steps.add(step(step)));
    JsonArray acknowledged = new JsonArray();
    state.acknowledged().stream().sorted().forEach(signal -> acknowledged.add(signal.toString()));
    return head(
            journaled.id(), plan, state, journaled.started(), journaled.ended(), rollout.weight())
        .put("shadow", Numbers.share(plan.shadow()))
        .put("step", step(journaled, now))
        .put("steps", steps)
        .put(
            "requests",
            new JsonObject()
                .put("canary", rollout.evidence().seen().canaryRequests())
                .put("stable", rollout.evidence().seen().stableRequests()))
        .put("left_out", TallyJson.leftOut(rollout.evidence().seen(), true))
        .put("guards", GuardsJson.write(rollout.evidence(), state.labelled()))
        .put("acknowledged", acknowledged)
        .put("on_inconclusive", plan.onInconclusive().name().toLowerCase(Locale.ROOT))
        .put("storage", storage);
  }

  /**
   * What a list shows.
   *
   * @throws RuntimeException where the row cannot be read
   */
  static JsonObject summary(Row row) {
    RolloutPlan plan = PlanJson.read(new JsonObject(row.plan()));
    RolloutState state = StateJson.read(new JsonObject(row.state()));
    return head(row.id(), plan, state, row.started(), row.ended(), state.weight(plan))
        .put(
            "step",
            new JsonObject().put("number", state.step() + 1).put("of", plan.steps().size()));
  }

  private static JsonObject head(
      String id,
      RolloutPlan plan,
      RolloutState state,
      Instant started,
      @Nullable Instant ended,
      int weight) {
    return new JsonObject()
        .put("id", id)
        .put("model", plan.model())
        .put("candidate", plan.candidate())
        .put("stable", plan.stable())
        .put("phase", state.phase().toString())
        .put("reason", state.reason())
        .put("started", started.toString())
        .put("ended", ended == null ? null : ended.toString())
        .put("weight", Numbers.share(weight));
  }

  private static JsonObject step(Journaled journaled, Instant now) {
    Rollout rollout = journaled.rollout();
    RolloutState state = rollout.state();
    Step step = rollout.plan().steps().get(state.step());
    Instant end = journaled.ended();
    return new JsonObject()
        .put("number", state.step() + 1)
        .put("of", rollout.plan().steps().size())
        .put("for_seconds", seconds(step.duration().toMillis()))
        .put("elapsed_seconds", seconds(state.elapsed(end == null ? now : end).toMillis()))
        .put("deadline_seconds", seconds(step.deadline().toMillis()))
        .put("proof", step.proof())
        .put("samples", step.samples())
        .put("samples_seen", rollout.evidence().canaryRequests() - state.requestsBefore());
  }

  private static JsonObject step(Step step) {
    return new JsonObject()
        .put("weight", Numbers.share(step.weight()))
        .put("for_seconds", seconds(step.duration().toMillis()))
        .put("proof", step.proof());
  }

  /** Whole seconds where they are whole, else with milliseconds. */
  private static Number seconds(long millis) {
    return millis % 1_000 == 0 ? (Number) (millis / 1_000) : (Number) (millis / 1e3);
  }
}
