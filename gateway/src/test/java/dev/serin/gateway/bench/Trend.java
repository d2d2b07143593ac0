package dev.serin.gateway.bench;

import java.util.List;
import java.util.Locale;

/**
 * A straight line through the second half of a series, by least squares: what still grows there
 * grows for ever.
 *
 * @param level mean of the second half
 * @param slope growth for each unit of x
 * @param error standard error of the slope; the points are taken for independent, which makes it
 *     too small rather than too large
 * @param span of x in the second half
 */
record Trend(double level, double slope, double error, double span) {
  /** Growth over the second half that no one would notice. */
  private static final double SHARE = 0.01;

  /** Points are {@code {x, y}}, in order of x. */
  static Trend of(List<double[]> points) {
    List<double[]> half = points.subList(points.size() / 2, points.size());
    double n = half.size();
    double meanX = half.stream().mapToDouble(p -> p[0]).average().orElse(0);
    double meanY = half.stream().mapToDouble(p -> p[1]).average().orElse(0);
    double xx = half.stream().mapToDouble(p -> (p[0] - meanX) * (p[0] - meanX)).sum();
    double xy = half.stream().mapToDouble(p -> (p[0] - meanX) * (p[1] - meanY)).sum();
    double slope = xx == 0 ? 0 : xy / xx;
    double rest =
        half.stream().mapToDouble(p -> Math.pow(p[1] - meanY - slope * (p[0] - meanX), 2)).sum();
    double span = half.isEmpty() ? 0 : half.get(half.size() - 1)[0] - half.get(0)[0];
    return new Trend(meanY, slope, n < 3 || xx == 0 ? 0 : Math.sqrt(rest / (n - 2) / xx), span);
  }

  /** Whether the slope is within its noise, or too small to matter. */
  boolean isFlat() {
    return slope <= 2 * error || slope * span <= SHARE * level;
  }

  /**
   * @param unit what y is divided by
   * @param x what a million of is the unit of the slope
   */
  String text(double unit, String x) {
    return String.format(
        Locale.ROOT,
        "%.1f, slope %+.3f +- %.3f a million %s: %s",
        level / unit,
        slope * 1e6 / unit,
        2 * error * 1e6 / unit,
        x,
        isFlat() ? "flat" : "GROWS");
  }
}
