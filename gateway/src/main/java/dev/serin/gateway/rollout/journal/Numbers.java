package dev.serin.gateway.rollout.journal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as they stand in JSON. {@code Double.toString} writes some numbers with other digits in
 * Java 17 than from Java 19 on, so it is not used where bytes are compared.
 */
public final class Numbers {
  private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);
  private static final double LOG_MAX = StrictMath.log(1e300);

  private Numbers() {}

  /** Four significant digits; null where {@code number} is none or infinite. */
  public static @Nullable BigDecimal rounded(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return null;
    }
    BigDecimal rounded = new BigDecimal(number, DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale();
    return rounded.scale() < 0 && exponent <= 15 ? rounded.setScale(0) : rounded;
  }

  /** The e-value of which {@code log} is the natural logarithm, at most 1e300. */
  public static @Nullable BigDecimal exp(double log) {
    return rounded(StrictMath.exp(Math.min(log, LOG_MAX)));
  }

  /** A share given in units of 1/10,000. */
  public static BigDecimal share(int basisPoints) {
    BigDecimal share = BigDecimal.valueOf(basisPoints, 4).stripTrailingZeros();
    return share.scale() < 0 ? share.setScale(0) : share;
  }
}
