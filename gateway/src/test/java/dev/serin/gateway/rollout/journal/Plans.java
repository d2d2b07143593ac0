package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.decision.OnInconclusive;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.Step;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Guard.Reaction;
import dev.serin.gateway.rollout.evidence.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Plans for tests. */
public final class Plans {
  private Plans() {}

  /** Two steps of 10 s without a proof gate, so that time and five requests alone promote. */
  public static RolloutPlan twoSteps() {
    return new RolloutPlan(
        "pets",
        "2",
        "1",
        1000,
        List.of(step(100), step(5000)),
        Map.of(
            Signal.SPLIT,
            new Guard(0, 0, 0.001, 0.05, false, Reaction.ABORT),
            Signal.ACCURACY,
            new Guard(0, 0.01, 0.01, 0.05, false, Reaction.ABORT)),
        OnInconclusive.HOLD);
  }

  /** The same with proof at the end, of errors, and of accuracy from the first label on. */
  public static RolloutPlan required() {
    RolloutPlan plan = twoSteps();
    Step last = plan.steps().get(1);
    return new RolloutPlan(
        plan.model(),
        plan.candidate(),
        plan.stable(),
        plan.shadow(),
        List.of(
            plan.steps().get(0),
            new Step(last.weight(), last.duration(), last.samples(), true, last.deadline())),
        Map.of(
            Signal.ERRORS, Guard.of(Signal.ERRORS, 1.1),
            Signal.ACCURACY, Guard.of(Signal.ACCURACY, 0)),
        plan.onInconclusive());
  }

  private static Step step(int weight) {
    return new Step(weight, Duration.ofSeconds(10), 5, false, Duration.ofSeconds(40));
  }
}
