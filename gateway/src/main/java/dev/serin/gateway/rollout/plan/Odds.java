package dev.serin.gateway.rollout.plan;

import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.Rollout;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.Step;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.rollout.plan.Arrivals.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often a candidate that is worse passes a plan: many rollouts are simulated, with the classes
 * that decide real ones, over traffic like today's. The same seed gives the same numbers.
 */
final class Odds {
  /** Rollouts of each kind: enough for whole percents to be worth reading. */
  static final int RUNS = 100;

  /** Looks in the time of all steps together, and from the end of one to its deadline. */
  private static final int LOOKS = 16;

  private static final Instant START = Instant.EPOCH;

  private final RolloutPlan plan;
  private final Arrivals arrivals;

  Odds(RolloutPlan plan, Arrivals arrivals) {
    this.plan = simpler(plan);
    this.arrivals = arrivals;
  }

  /** Share of rollouts that are promoted before a deadline passes, 0 to 1. */
  double passes(double loss) {
    RandomCounts counts = new RandomCounts();
    int passed = 0;
    for (int run = 0; run < RUNS; run++) {
      if (passes(loss, counts)) {
        passed++;
      }
    }
    return (double) passed / RUNS;
  }

  /** The longest that a rollout takes to be promoted before a deadline passes. */
  Duration within() {
    return plan.steps().stream().map(Step::deadline).reduce(Duration.ZERO, Duration::plus);
  }

  private boolean passes(double loss, RandomCounts counts) {
    Rollout rollout = Rollout.start(plan, START);
    Instant now = START;
    while (true) {
      int index = rollout.state().step();
      Step step = plan.steps().get(index);
      double from = seconds(rollout.state().elapsed(now));
      Duration more = untilLook(step, rollout.state().elapsed(now));
      Tally tally = new Tally();
      double begun = seconds(Duration.between(START, rollout.state().stepStarted()));
      Part part = new Part(index, begun, from, from + seconds(more));
      arrivals.add(part, loss, counts, tally);
      now = now.plus(more);
      rollout = rollout.look(tally, true, now).next();
      if (rollout.state().phase().isFinal()) {
        return rollout.state().phase() == Phase.PROMOTED;
      }
      if (rollout.state().step() == index
          && rollout.state().elapsed(now).compareTo(step.deadline()) > 0) {
        return false;
      }
    }
  }

  /** Few, whatever the plan's times are. */
  private Duration untilLook(Step step, Duration elapsed) {
    boolean due = elapsed.compareTo(step.duration()) < 0;
    Duration part =
        due
            ? step.duration().dividedBy(Math.max(2, LOOKS / plan.steps().size()))
            : step.deadline().minus(step.duration()).dividedBy(LOOKS);
    return part.plusMillis(1);
  }

  /**
   * Without the guards that say nothing here: of the split, of single classes, and of a confidence
   * that need not be proven. What is left passes rather more often.
   */
  private static RolloutPlan simpler(RolloutPlan plan) {
    Map<Signal, Guard> guards = new EnumMap<>(plan.guards());
    guards.remove(Signal.SPLIT);
    guards.remove(Signal.CLASSES);
    guards.computeIfPresent(
        Signal.CONFIDENCE,
        (signal, guard) -> guard.required() == Guard.Required.NEVER ? null : guard);
    return new RolloutPlan(
        plan.model(),
        plan.candidate(),
        plan.stable(),
        plan.shadow(),
        plan.steps(),
        guards,
        plan.onInconclusive());
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }
}
