package dev.serin.gateway.rollout.plan;

import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.Step;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.journal.GuardsJson;
import dev.serin.gateway.rollout.journal.Numbers;
import dev.serin.gateway.rollout.plan.Traffic.Rates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds a plan against the traffic that there is: what it can find out, and whether it can end. */
public final class Planner {
  private final RolloutPlan plan;
  private final Rates rates;
  private final Needs needs;
  private final List<String> advice = new ArrayList<>();
  private boolean decidable = true;

  private Planner(RolloutPlan plan, Rates rates) {
    this.plan = plan;
    this.rates = rates;
    this.needs = new Needs(plan, rates);
  }

  /**
   * What the plan can find out, as JSON.
   *
   * @return {@code decidable} is false where a candidate as good as stable would not be promoted
   */
  public static JsonObject judge(RolloutPlan plan, Rates rates) {
    return new Planner(plan, rates).judge();
  }

  private JsonObject judge() {
    JsonArray steps = new JsonArray();
    for (int i = 0; i < plan.steps().size(); i++) {
      steps.add(step(i));
    }
    JsonObject proof = proof();
    if (rates.requestsPerSecond() <= 0) {
      advice.clear();
      advice.add(
          "Nobody asked '%s' in the last hour, so no rollout of it can be decided now."
              .formatted(plan.model()));
      decidable = false;
    } else if (decidable) {
      advice.add("A candidate that is as good as stable will be promoted at this traffic.");
    }
    return new JsonObject()
        .put("decidable", decidable)
        .put(
            "traffic",
            new JsonObject()
                .put("requests_per_second", Numbers.rounded(rates.requestsPerSecond()))
                .put("error_rate", Numbers.rounded(rates.errorRate()))
                .put("labels_per_hour", Numbers.rounded(rates.labelsPerHour())))
        .put("steps", steps)
        .put("proof", proof)
        .put("advice", new JsonArray(advice));
  }

  private JsonObject step(int index) {
    Step step = plan.steps().get(index);
    double perSecond = rates.requestsPerSecond() * step.weight() / 10_000;
    double enough = Needs.seconds((double) step.samples(), perSecond);
    if (step.samples() > 0 && enough > step.deadline().toSeconds()) {
      decidable = false;
      advice.add(
          "Step %d waits for %d canary requests, which take %s at a weight of %s: its deadline is %s."
              .formatted(
                  index + 1,
                  step.samples(),
                  Words.time(enough),
                  Words.share(step.weight() / 1e4),
                  Words.time(step.deadline())));
    }
    JsonObject detects = new JsonObject();
    plan.guards()
        .forEach(
            (signal, guard) -> {
              if (signal != Signal.SPLIT) {
                detects.put(signal.toString(), detects(signal, guard, step));
              }
            });
    return new JsonObject()
        .put("weight", Numbers.share(step.weight()))
        .put("for_seconds", step.duration().toSeconds())
        .put("canary_requests", Math.round(perSecond * step.duration().toSeconds()))
        .put("detects", detects);
  }

  /** The smallest harm that the step finds in its own time; no numbers where it finds none. */
  private JsonObject detects(Signal signal, Guard guard, Step step) {
    for (double effect : Needs.effects(signal)) {
      double seconds =
          effect > guard.harm()
              ? needs.harm(signal, guard, effect, step.weight())
              : Double.POSITIVE_INFINITY;
      if (seconds <= step.duration().toSeconds()) {
        return new JsonObject()
            .put(GuardsJson.unit(signal), Numbers.rounded(effect))
            .put("seconds", (long) Math.ceil(seconds));
      }
    }
    return new JsonObject().putNull(GuardsJson.unit(signal)).putNull("seconds");
  }

  private JsonObject proof() {
    JsonObject json = new JsonObject();
    plan.guards()
        .forEach(
            (signal, guard) -> {
              if (guard.required()) {
                json.put(signal.toString(), proof(signal, guard));
              }
            });
    return json;
  }

  /** How long the first step with a proof gate must last, with what the steps before it bring. */
  private JsonObject proof(Signal signal, Guard guard) {
    int gate = 0;
    double done = 0;
    while (!plan.steps().get(gate).proof()) {
      Step before = plan.steps().get(gate++);
      done +=
          before.duration().toSeconds()
              * needs.perSecond(signal, before.weight())
              / needs.proof(signal, guard, before.weight());
    }
    Step step = plan.steps().get(gate);
    double samples = needs.proof(signal, guard, step.weight());
    double left = samples * Math.max(0, 1 - done);
    double seconds = Needs.seconds(left, needs.perSecond(signal, step.weight()));
    boolean enough = seconds <= step.deadline().toSeconds();
    if (!enough) {
      decidable = false;
      advice.add(tooLittle(signal, guard, gate, seconds));
    }
    return new JsonObject()
        .put("samples", count(samples))
        .put("seconds", count(seconds))
        .put("enough", enough);
  }

  private String tooLittle(Signal signal, Guard guard, int gate, double seconds) {
    Step step = plan.steps().get(gate);
    if (Double.isInfinite(seconds)) {
      return "The guard '%s' is required, but nothing comes in that could prove it: %s."
          .formatted(signal, source(signal));
    }
    String advised =
        "Proving '%s' no worse than %s takes about %s in step %d, whose deadline is %s: make the deadline longer"
            .formatted(
                signal,
                Words.measure(signal, guard.proof()),
                Words.time(seconds),
                gate + 1,
                Words.time(step.deadline()));
    return advised
        + (step.weight() < 5_000 && signal != Signal.ACCURACY
            ? ", its weight larger (up to 50%)"
            : "")
        + ", or ask for less with a larger no_worse_than.";
  }

  private static String source(Signal signal) {
    return switch (signal) {
      case AGREEMENT, CONFIDENCE -> "give the plan a larger shadow";
      case ACCURACY, CLASSES ->
          "send labels to /v1/feedback of the management port, or do not require it";
      default -> "there is too little traffic";
    };
  }

  private static @Nullable Long count(double number) {
    return Double.isInfinite(number) ? null : (Long) (long) Math.ceil(number);
  }
}
