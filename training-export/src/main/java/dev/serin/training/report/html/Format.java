package dev.serin.training.report.html;

import dev.serin.training.report.stats.Interval;
import dev.serin.training.report.stats.Proportion;
import java.util.Locale;

/** Numbers as people read them, each with its unit on one line. */
final class Format {
  private Format() {}

  static String of(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  static String count(long n) {
    return of("%,d", n);
  }

  /** A share in percent, or a dash. */
  static String percent(double share) {
    return Double.isFinite(share) ? of("%.1f\u00a0%%", 100 * share) : "–";
  }

  /** The same with one more digit, for many images. */
  static String percentOf(Proportion share) {
    return share.of() >= 1000 ? of("%.2f\u00a0%%", 100 * share.value()) : percent(share.value());
  }

  static String interval(double low, double high) {
    return of("%.1f–%.1f\u00a0%%", 100 * low, 100 * high);
  }

  static String interval(Proportion share) {
    return share.of() >= 1000
        ? of("%.2f–%.2f\u00a0%%", 100 * share.low(), 100 * share.high())
        : interval(share.low(), share.high());
  }

  static String interval(Interval interval) {
    return interval(interval.low(), interval.high());
  }

  /** Three significant digits, as 1.23e-05 where small. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    return value == 0
        ? "0"
        : size < 0.001
            ? of("%.2e", value)
            : of(size < 1 ? "%.4f" : size < 100 ? "%.3f" : "%,.0f", value);
  }

  static String milliseconds(double value) {
    return of(value < 10 ? "%.2f\u00a0ms" : "%.1f\u00a0ms", value);
  }

  /** A p-value. */
  static String p(double value) {
    return value < 0.0001 ? "< 0.0001" : of("%.4f", value);
  }

  /** The first characters of a digest or commit. */
  static String abbreviated(String hash) {
    return hash.length() <= 12 ? hash : hash.substring(0, 12);
  }

  static String duration(double seconds) {
    long s = Math.round(seconds);
    return s < 60
        ? of("%.1f s", seconds)
        : s < 3600 ? of("%d min %d s", s / 60, s % 60) : of("%d h %d min", s / 3600, s % 3600 / 60);
  }

  static String plural(long n, String one, String many) {
    return count(n) + " " + (n == 1 ? one : many);
  }
}
