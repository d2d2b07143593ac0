package dev.serin.training.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;

/**
 * A part of a whole, written {@code 10%} or {@code 0.1}.
 *
 * @param value 0 to 1
 */
public record Share(double value) {
  public Share {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("a share is 0 to 1 or 0% to 100%, not " + value);
    }
  }

  /**
   * @throws IllegalArgumentException where {@code text} is no share
   */
  @JsonCreator
  public static Share of(String text) {
    String number = text.strip();
    boolean percent = number.endsWith("%");
    try {
      BigDecimal value =
          new BigDecimal(percent ? number.substring(0, number.length() - 1).strip() : number);
      return new Share(percent ? value.movePointLeft(2).doubleValue() : value.doubleValue());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a share is written 10% or 0.1, not '" + text + "'", e);
    }
  }

  @JsonCreator
  static Share of(double value) {
    return new Share(value);
  }

  @JsonCreator
  static Share of(int value) {
    return new Share(value);
  }

  @Override
  @JsonValue
  public String toString() {
    return BigDecimal.valueOf(value).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
  }
}
