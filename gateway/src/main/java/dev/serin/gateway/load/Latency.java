package dev.serin.gateway.load;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Times of answers in milliseconds, within 0.1 %.
 *
 * @param curve the times at percentiles that grow ever closer towards 100
 */
record Latency(
    long count,
    double mean,
    double p50,
    double p90,
    double p99,
    double p999,
    double max,
    List<Point> curve) {
  private static final double MICROS = 1e3;

  /** Steps of each halving of what is above: 1 - 2^(-n/4) and so on. */
  private static final int STEPS = 8;

  private static final int HALVINGS_MAX = 24;

  /** {@code share} of the answers, from 0 to 1, came within {@code ms}. */
  record Point(double share, double ms) {}

  static Latency of(Histogram micros) {
    List<Point> curve = new ArrayList<>();
    long count = micros.getTotalCount();
    for (int step = 0; step <= STEPS * HALVINGS_MAX && count > 0; step++) {
      double above = Math.pow(2, -step / (double) STEPS);
      curve.add(point(micros, 1 - above));
      if (above * count < 1) {
        break;
      }
    }
    return new Latency(
        count,
        micros.getMean() / MICROS,
        point(micros, 0.5).ms(),
        point(micros, 0.9).ms(),
        point(micros, 0.99).ms(),
        point(micros, 0.999).ms(),
        micros.getMaxValue() / MICROS,
        List.copyOf(curve));
  }

  private static Point point(Histogram micros, double share) {
    return new Point(share, micros.getValueAtPercentile(100 * share) / MICROS);
  }
}
