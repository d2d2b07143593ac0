package dev.serin.gateway.rollout.plan;

import dev.serin.gateway.config.Units;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the units of a plan. All throw {@link IllegalArgumentException} for anything else. */
final class PlanUnits {
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)([%x]?)");
  private static final BigDecimal BASIS_POINTS = BigDecimal.valueOf(10_000);

  private PlanUnits() {}

  /** {@code 3%} or {@code 0.03}. */
  static BigDecimal fraction(String text) {
    Matcher number = match(text);
    return switch (number.group(2)) {
      case "%" -> new BigDecimal(number.group(1)).movePointLeft(2);
      case "x" -> throw new IllegalArgumentException(text);
      default -> new BigDecimal(number.group(1));
    };
  }

  /** {@code 1.1x} or {@code 1.1}. */
  static BigDecimal ratio(String text) {
    Matcher number = match(text);
    if (number.group(2).equals("%")) {
      throw new IllegalArgumentException(text);
    }
    return new BigDecimal(number.group(1));
  }

  /** A fraction in whole units of 1/10,000. */
  static int basisPoints(String text) {
    try {
      return fraction(text).multiply(BASIS_POINTS).intValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** {@code 500ms}, {@code 2s}, {@code 10m}, {@code 1h}, {@code 1d}. */
  static Duration time(String text) {
    return Units.time(text);
  }

  private static Matcher match(String text) {
    Matcher number = NUMBER.matcher(text);
    if (!number.matches()) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }
}
