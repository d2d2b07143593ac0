package dev.serin.gateway.load;

import java.math.BigDecimal;
import java.math.MathContext;

/** How figures are written. */
final class Text {
  private static final MathContext DIGITS = new MathContext(4);

  private Text() {}

  /** Four significant digits, without zeros at the end; large ones whole. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    if (Math.abs(value) >= 1_000) {
      return Long.toString(Math.round(value));
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
