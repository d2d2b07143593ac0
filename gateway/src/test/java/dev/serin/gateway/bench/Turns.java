package dev.serin.gateway.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Medians and ranges of the turns of a benchmark. */
final class Turns {
  private Turns() {}

  static <T> double median(Collection<T> turns, ToDoubleFunction<T> figure) {
    double[] values = turns.stream().mapToDouble(figure).sorted().toArray();
    return values[values.length / 2];
  }

  /** Median, and what was least and most. */
  static <T> String range(Collection<T> turns, ToDoubleFunction<T> figure) {
    double[] values = turns.stream().mapToDouble(figure).toArray();
    Arrays.sort(values);
    return String.format(
        Locale.ROOT,
        "%.3f (%.3f to %.3f)",
        values[values.length / 2],
        values[0],
        values[values.length - 1]);
  }
}
