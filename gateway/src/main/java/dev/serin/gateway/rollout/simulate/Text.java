package dev.serin.gateway.rollout.simulate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** How numbers are written. */
final class Text {
  private Text() {}

  /** Up to four significant digits, without zeros at the end. */
  static String number(double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  /** A share from 0 to 1, with four digits. */
  static String share(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** A count, thousands apart. */
  static String count(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%,.0f", value);
  }
}
