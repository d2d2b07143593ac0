package dev.serin.gateway.client;

import java.util.Locale;

/** How a guard's unit is told. */
enum Measure {
  /** {@code 1.4x [0.2x, 7.5x]}. */
  RATIO,
  /** {@code 8.1 % [5.0 %, 12.3 %]}. */
  SHARE,
  /** {@code +1.2 % [-0.4 %, +2.8 %]}: how far above or below, in parts of one. */
  PROBABILITY,
  /** Accuracy gained: {@code -0.8 pts [-2.1, +0.5]} is a loss. The server counts losses. */
  POINTS,
  /** Whatever a newer server says. */
  NUMBER;

  static Measure of(String unit) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "ratio" -> RATIO;
      case "share" -> SHARE;
      case "probability" -> PROBABILITY;
      case "points" -> POINTS;
      default -> NUMBER;
    };
  }

  /** The estimate. */
  String value(double value) {
    if (Double.isNaN(value)) {
      return Words.NOTHING;
    }
    return this == POINTS ? bound(value) + " pts" : bound(value);
  }

  /** The interval around it. */
  String interval(double low, double high) {
    if (Double.isNaN(low) || Double.isNaN(high)) {
      return "";
    }
    return this == POINTS
        ? "[" + bound(high) + ", " + bound(low) + "]"
        : "[" + bound(low) + ", " + bound(high) + "]";
  }

  private String bound(double value) {
    return switch (this) {
      case RATIO -> Words.ratio(value);
      case SHARE -> Words.percent(value);
      case PROBABILITY -> signed(100 * value) + " %";
      case POINTS -> signed(-100 * value);
      case NUMBER -> String.format(Locale.ROOT, "%.3g", value);
    };
  }

  private static String signed(double value) {
    String text = String.format(Locale.ROOT, "%+.1f", value);
    return text.equals("-0.0") || text.equals("+0.0") ? "0.0" : text;
  }
}
