package dev.serin.training.report.html;

import dev.serin.training.report.Latency;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How fast the exported network answers. */
record LatencyView(
    String p50,
    String p90,
    String p99,
    String runs,
    String batch,
    String imagesPerSecond,
    String machine,
    String chart) {
  private static final int BARS = 30;

  static @Nullable LatencyView of(@Nullable Latency latency, Svg svg) {
    if (latency == null) {
      return null;
    }
    return new LatencyView(
        Format.milliseconds(latency.p50()),
        Format.milliseconds(latency.p90()),
        Format.milliseconds(latency.p99()),
        Format.count(latency.millis().size()),
        Format.count(latency.batch()),
        Format.count(Math.round(latency.imagesPerSecond())),
        latency.machine(),
        svg.of(
            Charts.bars("milliseconds of one image", "runs", bars(latency), null),
            440,
            220,
            "Runs by their time"));
  }

  /** Up to the 99th percentile: one slow run would squeeze all others into one bar. */
  private static List<Charts.Bar> bars(Latency latency) {
    double from = latency.millis().get(0);
    double width = Math.max(1e-6, latency.p99() - from) / BARS;
    int[] runs = new int[BARS];
    for (double millis : latency.millis()) {
      int bar = (int) ((millis - from) / width);
      if (millis <= latency.p99()) {
        runs[Math.min(BARS - 1, bar)]++;
      }
    }
    List<Charts.Bar> bars = new ArrayList<>();
    for (int i = 0; i < BARS; i++) {
      bars.add(new Charts.Bar(from + i * width, from + (i + 1) * width, runs[i]));
    }
    return bars;
  }
}
