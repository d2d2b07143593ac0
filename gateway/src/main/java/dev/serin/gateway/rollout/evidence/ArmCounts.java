package dev.serin.gateway.rollout.evidence;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/** How often each arm was hit, apart for each weight that the split had. Mutable. */
public final class ArmCounts {
  /**
   * @param canary hits of the candidate
   * @param stable hits of the stable version
   */
  public record Arms(long canary, long stable) {
    Arms plus(Arms other) {
      return new Arms(canary + other.canary, stable + other.stable);
    }
  }

  private final NavigableMap<Integer, Arms> byWeight = new TreeMap<>();

  /**
   * @param weight share of the candidate in units of 1/10,000 when it happened, 1 to 9,999: where
   *     all traffic is on one side, the side says nothing
   */
  public void add(int weight, long canary, long stable) {
    if (weight <= 0 || weight >= 10_000) {
      return;
    }
    byWeight.merge(weight, new Arms(canary, stable), Arms::plus);
  }

  public void addAll(ArmCounts other) {
    other.byWeight.forEach((weight, arms) -> add(weight, arms.canary(), arms.stable()));
  }

  /** Counts by weight in units of 1/10,000; a view. */
  public NavigableMap<Integer, Arms> byWeight() {
    return Collections.unmodifiableNavigableMap(byWeight);
  }

  public long canary() {
    return byWeight.values().stream().mapToLong(Arms::canary).sum();
  }

  public long total() {
    return byWeight.values().stream().mapToLong(a -> a.canary() + a.stable()).sum();
  }

  public boolean isEmpty() {
    return byWeight.isEmpty();
  }

  ArmCounts copy() {
    ArmCounts copy = new ArmCounts();
    copy.byWeight.putAll(byWeight);
    return copy;
  }
}
