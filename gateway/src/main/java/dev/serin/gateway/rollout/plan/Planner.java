package dev.serin.gateway.rollout.plan;

import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.Step;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.journal.GuardsJson;
import dev.serin.gateway.rollout.journal.Numbers;
import dev.serin.gateway.rollout.plan.Forecast.Proof;
import dev.serin.gateway.rollout.plan.Traffic.Rates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds a plan against the traffic that there is: what it can find out, and whether it can end. */
public final class Planner {
  /** Before so much time was seen, a rate is a guess. */
  private static final Duration ENOUGH = Duration.ofMinutes(1);

  /** Losses of accuracy whose chance to pass is told, in points. */
  private static final int[] LOSSES = {1, 2, 5};

  /** Fewer different units than this, and a rollout is about single people. */
  private static final double UNITS_FEW = 100;

  private final RolloutPlan plan;
  private final Rates rates;
  private final Arrivals arrivals;
  private final Forecast forecast;
  private final Needs needs;
  private final List<String> advice = new ArrayList<>();
  private boolean decidable = true;

  private Planner(RolloutPlan plan, Rates rates) {
    this.plan = plan;
    this.rates = rates;
    Guard agreement = plan.guards().get(Signal.AGREEMENT);
    this.arrivals = new Arrivals(plan, rates, agreement == null ? 0 : agreement.harm());
    this.forecast = new Forecast(plan, arrivals);
    this.needs = new Needs(plan, forecast);
  }

  /**
   * What the plan can find out, as JSON. Takes some tenths of a second: not for an event loop.
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
    boolean known = known();
    if (decidable) {
      advice.add("A candidate that is as good as stable will be promoted at this traffic.");
    }
    return new JsonObject()
        .put("decidable", decidable)
        .put("traffic", traffic())
        .put("steps", steps)
        .put("proof", proof)
        .put("chances", known ? chances() : null)
        .put("warnings", new JsonArray(Warnings.of(plan)))
        .put("advice", new JsonArray(advice));
  }

  private JsonObject traffic() {
    return new JsonObject()
        .put("requests_per_second", Numbers.rounded(rates.requestsPerSecond()))
        .put("error_rate", Numbers.rounded(rates.errorRate()))
        .put("labels_per_hour", Numbers.rounded(rates.labelsPerHour()))
        .put("units", units())
        .put("new_units_per_second", Numbers.rounded(rates.units().laterPerSecond()))
        .put("window_seconds", rates.window().toSeconds())
        .put("label_window_seconds", rates.labelWindow().toSeconds());
  }

  /** Whether there is traffic to plan with; else that is the only advice. */
  private boolean known() {
    String why = "";
    if (rates.window().compareTo(ENOUGH) < 0) {
      why =
          "It is too early to say: traffic of '%s' was seen for %s. Ask again when it was seen for %s."
              .formatted(plan.model(), Words.time(rates.window()), Words.time(ENOUGH));
    } else if (rates.requestsPerSecond() <= 0) {
      why =
          "Nobody asked '%s' in the last %s, so no rollout of it can be decided now. Pinned requests and answers from a cache do not count."
              .formatted(plan.model(), Words.time(rates.window()));
    }
    if (!why.isEmpty()) {
      advice.clear();
      advice.add(why);
      decidable = false;
      return false;
    }
    if (rates.units().first() < UNITS_FEW && rates.units().returning() > 0.5) {
      advice.add(
          "Only about %s different users came in %s, and few new ones: each counts once, however often it asks."
              .formatted(Words.count(units()), Words.time(rates.window())));
    }
    return true;
  }

  /** Different ones in the time that was looked at. */
  private long units() {
    return Math.round(rates.units().within(rates.window().toMillis() / 1e3));
  }

  /** How often a candidate passes that is worse, or equal. */
  private JsonObject chances() {
    Odds odds = new Odds(plan, arrivals);
    JsonArray worse = new JsonArray();
    for (int points : LOSSES) {
      worse.add(
          new JsonObject()
              .put("points", points)
              .put("passes", Numbers.rounded(odds.passes(points / 100.0))));
    }
    return new JsonObject()
        .put("equal", Numbers.rounded(odds.passes(0)))
        .put("worse", worse)
        .put("within_seconds", odds.within().toSeconds())
        .put("runs", Odds.RUNS);
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
                detects.put(signal.toString(), detects(signal, guard, index));
              }
            });
    return new JsonObject()
        .put("weight", Numbers.share(step.weight()))
        .put("for_seconds", step.duration().toSeconds())
        .put("canary_requests", Math.round(perSecond * step.duration().toSeconds()))
        .put("detects", detects);
  }

  /** The smallest harm that the step finds in its own time; no numbers where it finds none. */
  private JsonObject detects(Signal signal, Guard guard, int step) {
    for (double effect : Needs.effects(signal)) {
      double seconds =
          effect > guard.harm()
              ? needs.harm(signal, guard, effect, step)
              : Double.POSITIVE_INFINITY;
      if (seconds <= plan.steps().get(step).duration().toSeconds()) {
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
              if (guard.required().holds(rates.labelsPerHour() > 0)) {
                json.put(signal.toString(), proof(signal, guard));
              }
            });
    return json;
  }

  /** How long the first step with a proof gate must last, with what the steps before it bring. */
  private JsonObject proof(Signal signal, Guard guard) {
    Step step = plan.steps().get(forecast.gate());
    Proof proof = forecast.proof(signal, guard);
    double seconds = proof.seconds();
    boolean enough = seconds <= step.deadline().toSeconds();
    if (!enough) {
      decidable = false;
      advice.add(tooLittle(signal, guard, seconds));
    }
    return new JsonObject()
        .put("samples", count(proof.samples()))
        .put("seconds", count(seconds))
        .put("enough", enough);
  }

  private String tooLittle(Signal signal, Guard guard, double seconds) {
    int gate = forecast.gate();
    Step step = plan.steps().get(gate);
    if (Double.isInfinite(seconds)) {
      return "The guard '%s' is required, but nothing comes in that could prove it: %s."
          .formatted(signal, source(signal));
    }
    String advised =
        "Proving '%s' no worse than %s takes up to %s in step %d in four of five rollouts, and its deadline is %s: make the deadline longer"
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
      default -> "there is too little traffic, or it is of too few users";
    };
  }

  private static @Nullable Long count(double number) {
    return Double.isInfinite(number) ? null : (Long) (long) Math.ceil(number);
  }
}
