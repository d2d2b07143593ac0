package dev.serin.gateway.rollout.decision;

import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Signal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a candidate is to become the stable version.
 *
 * @param model name of the model
 * @param candidate the version that wants to become stable
 * @param stable the version that it is compared with
 * @param shadow share of stable requests that the candidate also runs, in units of 1/10,000
 * @param steps at least one, of rising weights
 * @param guards by signal, in the order of {@link Signal}
 * @param onInconclusive what becomes of a step that cannot end
 */
public record RolloutPlan(
    String model,
    String candidate,
    String stable,
    int shadow,
    List<Step> steps,
    Map<Signal, Guard> guards,
    OnInconclusive onInconclusive) {

  public RolloutPlan {
    steps = List.copyOf(steps);
    Map<Signal, Guard> sorted = new EnumMap<>(Signal.class);
    sorted.putAll(guards);
    guards = Collections.unmodifiableMap(sorted);
  }

  /** Whether a guard is required from the first label on. */
  public boolean heedsLabels() {
    return guards.values().stream()
        .anyMatch(guard -> guard.required() == Guard.Required.ONCE_LABELLED);
  }
}
