package dev.serin.worker.remote.simulate;

import java.util.List;

/**
 * What came of one run.
 *
 * @param arrived requests that were measured
 * @param failed of these, without an answer in time
 * @param meanMs of those that were answered
 * @param p50Ms of all; who failed counts as long as the deadline
 * @param p99Ms likewise
 * @param fullest the busiest worker's use over the mean use
 * @param asked requests by worker, of those measured; the second tries too
 * @param timeline for each tenth of a second the 99th percentile, and the shortest and the longest
 *     queue of a worker at its end
 */
public record Figures(
    long arrived,
    long failed,
    double meanMs,
    double p50Ms,
    double p99Ms,
    double fullest,
    List<Long> asked,
    List<Tenth> timeline) {

  /** A tenth of a second. */
  public record Tenth(double p99Ms, long failed, int shortest, int longest) {}

  public double failedShare() {
    return failed / (double) arrived;
  }
}
