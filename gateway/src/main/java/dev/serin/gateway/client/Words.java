package dev.serin.gateway.client;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as people read them. What is not a number is a dash. */
final class Words {
  static final String NOTHING = "-";

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT);

  private Words() {}

  /** {@code 4,000}. */
  static String count(double number) {
    return Double.isFinite(number) ? format("%,.0f", number) : NOTHING;
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A fraction without needless zeros: {@code 5 %}, {@code 0.25 %}. */
  static String share(double fraction) {
    if (!Double.isFinite(fraction)) {
      return NOTHING;
    }
    String text = format("%.2f", 100 * fraction);
    return text.replaceAll("\\.?0+$", "") + " %";
  }

  /** A fraction with one decimal: {@code 93.0 %}. */
  static String percent(double fraction) {
    return Double.isFinite(fraction) ? format("%.1f %%", 100 * fraction) : NOTHING;
  }

  /** {@code 1.4x}; {@code 12x}. */
  static String ratio(double ratio) {
    if (Double.isNaN(ratio)) {
      return NOTHING;
    }
    if (ratio >= 1000) {
      return ">999x";
    }
    return format(ratio >= 9.95 ? "%.0fx" : ratio < 0.095 ? "%.2fx" : "%.1fx", ratio);
  }

  /** An e-value: two digits that count, {@code 0.8}, {@code 3.1}, {@code 45}, {@code 1.2e+06}. */
  static String evalue(double e) {
    if (!Double.isFinite(e)) {
      return NOTHING;
    }
    if (e < 0.1) {
      return "<0.1";
    }
    return format(e < 9.95 ? "%.1f" : e < 9999.5 ? "%.0f" : "%.1e", e)
        .replace("e+0", "e")
        .replace("e+", "e");
  }

  /** The two largest units: {@code 45s}, {@code 10m}, {@code 1h 20m}, {@code 3d 4h}. */
  static String time(double seconds) {
    if (!Double.isFinite(seconds)) {
      return NOTHING;
    }
    long s = Math.max(0, Math.round(seconds));
    long minutes = s / 60;
    long hours = minutes / 60;
    if (hours >= 24) {
      return two(hours / 24, "d", hours % 24, "h");
    }
    if (hours > 0) {
      return two(hours, "h", minutes % 60, "m");
    }
    return minutes > 0 ? two(minutes, "m", s % 60, "s") : s + "s";
  }

  static String minute(Instant at, ZoneId zone) {
    return MINUTE.format(at.atZone(zone));
  }

  static String second(Instant at, ZoneId zone) {
    return SECOND.format(at.atZone(zone));
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
  }

  private static String format(String pattern, double number) {
    return String.format(Locale.ROOT, pattern, number);
  }
}
