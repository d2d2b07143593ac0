package dev.serin.gateway.rollout.plan;

import dev.serin.gateway.rollout.evidence.Signal;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Words {
  private Words() {}

  /** {@code 45 s}, {@code 12 min}, {@code 3.1 h}, {@code 2.5 days}. */
  public static String time(double seconds) {
    if (Double.isInfinite(seconds)) {
      return "for ever";
    }
    if (seconds < 120) {
      return Math.round(seconds) + " s";
    }
    if (seconds < 7_200) {
      return Math.round(seconds / 60) + " min";
    }
    return seconds < 172_800
        ? number(seconds / 3_600, 1) + " h"
        : number(seconds / 86_400, 1) + " days";
  }

  /** A time like that in {@link #time(double)}. */
  public static String time(Duration time) {
    return time(time.toMillis() / 1e3);
  }

  /** {@code 12.5%}. */
  public static String share(double fraction) {
    return number(fraction * 100, 2) + "%";
  }

  /** A value in the signal's unit. */
  public static String measure(Signal signal, double value) {
    return signal == Signal.ERRORS ? number(value, 2) + "x" : share(value);
  }

  /** {@code 1,300}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String number(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }
}
