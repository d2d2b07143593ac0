package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.decision.OnInconclusive;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.Step;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Signal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plan as it is kept: every default filled in, weights in units of 1/10,000, times in ms. */
public final class PlanJson {
  private static final String LABELLED = "labelled";

  private PlanJson() {}

  public static JsonObject write(RolloutPlan plan) {
    JsonArray steps = new JsonArray();
    plan.steps().forEach(step -> steps.add(write(step)));
    JsonObject guards = new JsonObject();
    plan.guards().forEach((signal, guard) -> guards.put(signal.toString(), write(guard)));
    return new JsonObject()
        .put("model", plan.model())
        .put("candidate", plan.candidate())
        .put("stable", plan.stable())
        .put("shadow", plan.shadow())
        .put("steps", steps)
        .put("guards", guards)
        .put("on_inconclusive", plan.onInconclusive().name().toLowerCase(Locale.ROOT));
  }

  /**
   * @throws RuntimeException where {@code json} was not written here
   */
  public static RolloutPlan read(JsonObject json) {
    List<Step> steps = new ArrayList<>();
    JsonArray all = json.getJsonArray("steps");
    for (int i = 0; i < all.size(); i++) {
      steps.add(readStep(all.getJsonObject(i)));
    }
    Map<Signal, Guard> guards = new EnumMap<>(Signal.class);
    JsonObject byName = json.getJsonObject("guards");
    byName
        .fieldNames()
        .forEach(name -> guards.put(StateJson.signal(name), readGuard(byName.getJsonObject(name))));
    return new RolloutPlan(
        json.getString("model"),
        json.getString("candidate"),
        json.getString("stable"),
        json.getInteger("shadow"),
        steps,
        guards,
        OnInconclusive.valueOf(json.getString("on_inconclusive").toUpperCase(Locale.ROOT)));
  }

  private static JsonObject write(Step step) {
    return new JsonObject()
        .put("weight", step.weight())
        .put("for_ms", step.duration().toMillis())
        .put("samples", step.samples())
        .put("proof", step.proof())
        .put("deadline_ms", step.deadline().toMillis());
  }

  private static Step readStep(JsonObject json) {
    return new Step(
        json.getInteger("weight"),
        Duration.ofMillis(json.getLong("for_ms")),
        json.getLong("samples"),
        json.getBoolean("proof"),
        Duration.ofMillis(json.getLong("deadline_ms")));
  }

  private static JsonObject write(Guard guard) {
    return new JsonObject()
        .put("harm", BigDecimal.valueOf(guard.harm()))
        .put("proof", BigDecimal.valueOf(guard.proof()))
        .put("alpha", BigDecimal.valueOf(guard.alpha()))
        .put("beta", BigDecimal.valueOf(guard.beta()))
        .put("required", required(guard.required()))
        .put("then", guard.then().name().toLowerCase(Locale.ROOT))
        .put("no_more_than", BigDecimal.valueOf(guard.noMoreThan()))
        .put("labels", guard.labels());
  }

  /** {@code true}, {@code false}, or {@code "labelled"}. */
  private static Object required(Guard.Required when) {
    return switch (when) {
      case ALWAYS -> true;
      case NEVER -> false;
      case ONCE_LABELLED -> LABELLED;
    };
  }

  /** Former releases knew true and false only. */
  private static Guard.Required required(Object value) {
    if (value instanceof Boolean always) {
      return always ? Guard.Required.ALWAYS : Guard.Required.NEVER;
    }
    if (LABELLED.equals(value)) {
      return Guard.Required.ONCE_LABELLED;
    }
    throw new IllegalArgumentException("a guard that is required '" + value + "'");
  }

  private static Guard readGuard(JsonObject json) {
    return new Guard(
        json.getDouble("harm"),
        json.getDouble("proof"),
        json.getDouble("alpha"),
        json.getDouble("beta"),
        required(json.getValue("required")),
        Guard.Reaction.valueOf(json.getString("then").toUpperCase(Locale.ROOT)),
        json.getDouble("no_more_than"),
        json.getInteger("labels"));
  }
}
