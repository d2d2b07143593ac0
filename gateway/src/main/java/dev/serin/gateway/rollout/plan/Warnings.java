package dev.serin.gateway.rollout.plan;

import dev.serin.gateway.rollout.decision.OnInconclusive;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Signal;
import java.util.ArrayList;
import java.util.List;

/** What a plan leaves open that people would not expect it to. */
public final class Warnings {
  private Warnings() {}

  /** One sentence or two for each; none for a plan that protects. */
  public static List<String> of(RolloutPlan plan) {
    List<String> all = new ArrayList<>();
    Guard accuracy = plan.guards().get(Signal.ACCURACY);
    if (accuracy == null) {
      all.add(
          "The plan has no guard 'accuracy': a version that gives wrong answers fast and without errors passes it. Add 'accuracy: {worse_than: 0, no_worse_than: 1%, required: true}', and send labels.");
    } else if (accuracy.required() == Guard.Required.NEVER) {
      all.add(
          "The guard 'accuracy' is not required: a version that is worse is promoted where the labels are too few to show it in time. Leave out 'required: false'.");
    } else if (accuracy.required() == Guard.Required.ONCE_LABELLED) {
      all.add(
          "The guard 'accuracy' is required from the first label on: without labels nothing is known of accuracy, and the plan promotes all the same. Say 'required: true' to wait for them.");
    }
    if (plan.onInconclusive() == OnInconclusive.ADVANCE) {
      all.add(
          "The plan says 'on_inconclusive: advance': after a deadline it goes on without proof, and promotes at the last.");
    }
    return all;
  }
}
