package dev.serin.training.report.html;

import dev.serin.training.report.ClassMetrics;
import dev.serin.training.report.Metrics;
import dev.serin.training.report.stats.Proportion;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How each class is recognised, the worst first.
 *
 * @param macroF1 mean over the classes, with its interval
 * @param from where the drawn intervals begin, in percent
 */
record ClassesView(List<Row> rows, String macroF1, String balancedAccuracy, String from) {

  record Row(String label, String train, String test, Bar precision, Bar recall, Bar f1) {}

  /**
   * A value with its interval, to be drawn; places in percent of the width.
   *
   * @param known whether there is a value at all
   */
  record Bar(boolean known, String text, String interval, String left, String width, String at) {

    /**
     * @param from what is drawn at the left end; at the right end is 1
     */
    static Bar of(double value, double low, double high, double from) {
      return new Bar(
          Double.isFinite(value),
          Format.percent(value),
          Format.interval(low, high),
          place(low, from),
          Format.of("%.2f", Math.max(0.5, 100 * (high - low) / (1 - from))),
          place(Double.isFinite(value) ? value : from, from));
    }

    static Bar of(Proportion share, double from) {
      return of(share.value(), share.low(), share.high(), from);
    }

    static String place(double value, double from) {
      return Format.of("%.2f", 100 * (value - from) / (1 - from));
    }

    /** The tenth below all of {@code lows}: intervals near 1 would else be dots. */
    static double from(DoubleStream lows) {
      return Math.max(0, Math.min(0.9, Math.floor(10 * lows.min().orElse(0)) / 10));
    }
  }

  static ClassesView of(Metrics metrics) {
    double from =
        Bar.from(
            metrics.classes().stream()
                .flatMapToDouble(
                    c ->
                        DoubleStream.of(
                            c.f1Interval().low(), c.recall().low(), c.precision().low())));
    List<Row> rows =
        metrics.classes().stream()
            .sorted(Comparator.comparingDouble(ClassMetrics::f1))
            .map(c -> row(c, from))
            .toList();
    return new ClassesView(
        rows,
        Format.percent(metrics.macroF1()) + " (" + Format.interval(metrics.macroF1Interval()) + ")",
        Format.percent(metrics.balancedAccuracy()),
        Format.of("%.0f", 100 * from));
  }

  private static Row row(ClassMetrics m, double from) {
    return new Row(
        m.label(),
        Format.count(m.trainImages()),
        Format.count(m.recall().of()),
        Bar.of(m.precision(), from),
        Bar.of(m.recall(), from),
        Bar.of(m.f1(), m.f1Interval().low(), m.f1Interval().high(), from));
  }
}
