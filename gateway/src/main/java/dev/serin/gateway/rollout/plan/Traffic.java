package dev.serin.gateway.rollout.plan;

import io.vertx.core.Future;

/** What a model was asked lately. */
public interface Traffic {
  /**
   * Means of the last hour.
   *
   * @param requestsPerSecond executed images: neither from a cache nor refused
   * @param errorRate share of them without an answer, 0 to 1
   * @param labelsPerHour images whose true label somebody told whose labels count
   */
  record Rates(double requestsPerSecond, double errorRate, double labelsPerHour) {}

  /** Rates of the last hour; all zero for a model that nobody asked. */
  Future<Rates> lastHour(String model);
}
