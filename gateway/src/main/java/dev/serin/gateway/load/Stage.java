package dev.serin.gateway.load;

import java.util.List;
import java.util.Map;

/**
 * What came of one load.
 *
 * @param sides one of each target
 * @param ratios of B to A by figure, empty with one target
 * @param cpuSeconds that the generator took
 */
record Stage(Plan.Load load, List<Side> sides, Map<String, Ratio> ratios, double cpuSeconds) {
  /** What one target did. */
  record Side(String target, Measured measured) {}

  /** CPU time of the generator for each request, in microseconds. */
  double cpuMicros() {
    long due = sides.stream().mapToLong(side -> side.measured().due()).sum();
    return due == 0 ? 0 : cpuSeconds * 1e6 / due;
  }

  /** Cores that the generator kept busy. */
  double cores() {
    double seconds = sides.stream().mapToDouble(side -> side.measured().seconds()).sum();
    return cpuSeconds / seconds;
  }
}
