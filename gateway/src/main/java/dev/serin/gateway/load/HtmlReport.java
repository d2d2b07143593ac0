package dev.serin.gateway.load;

import dev.serin.gateway.load.Chart.Axis;
import dev.serin.gateway.load.Chart.Tick;
import dev.serin.gateway.load.Stage.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The results as one HTML file that needs no other. */
final class HtmlReport {
  /** Seconds drawn at most; more are drawn as means of several. */
  private static final int SECONDS_MAX = 600;

  private final List<Stage> stages;

  HtmlReport(List<Stage> stages) {
    this.stages = stages;
  }

  String html(String command) {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.append("<title>serin bench</title><style>body{font-family:sans-serif;margin:2em}");
    page.append("pre{font-size:13px;overflow-x:auto}</style></head><body>\n");
    page.append("<h1>serin bench</h1>\n<pre>").append(escaped(command)).append("</pre>\n");
    page.append("<pre>");
    new TableReport(stages).lines().forEach(line -> page.append(escaped(line)).append('\n'));
    page.append("</pre>\n");
    page.append(byPercentile("Time of good answers in ms, by percentile", Measured::success));
    if (all().anyMatch(side -> side.measured().refused() > 0)) {
      page.append(byPercentile("Time of refusals in ms, by percentile", Measured::refusal));
    }
    page.append(overTime("Good answers in each second", Measured::okBySecond));
    if (all().anyMatch(side -> side.measured().refused() + side.measured().errors() > 0)) {
      page.append(overTime("Refusals and errors in each second", Measured::otherBySecond));
    }
    if (stages.size() > 1 && stages.get(0).load().isOpen()) {
      page.append(byRate());
    }
    return page.append("</body></html>\n").toString();
  }

  private Stream<Side> all() {
    return stages.stream().flatMap(stage -> stage.sides().stream());
  }

  private String byPercentile(String title, Function<Measured, Latency> which) {
    double most = most(side -> which.apply(side.measured()).max());
    double least = least(side -> which.apply(side.measured()).p50() / 2);
    // Each further nine takes as much room as the one before.
    Axis nines = share -> Math.min(1, -Math.log10(Math.max(1e-6, 1 - share)) / 5);
    List<Tick> shares =
        List.of(
            new Tick(0, "0 %"),
            new Tick(0.5, "50 %"),
            new Tick(0.9, "90 %"),
            new Tick(0.99, "99 %"),
            new Tick(0.999, "99.9 %"),
            new Tick(0.9999, "99.99 %"),
            new Tick(0.99999, "99.999 %"));
    Chart chart =
        new Chart(
            title,
            "percentile",
            nines,
            shares,
            Chart.logarithmic(least, most),
            powers(least, most));
    each(
        (name, side) ->
            chart.add(
                name,
                which.apply(side.measured()).curve().stream()
                    .map(point -> new double[] {point.share(), point.ms()})
                    .toList()));
    return chart.toString();
  }

  private String overTime(String title, Function<Measured, List<Long>> which) {
    double seconds = most(side -> which.apply(side.measured()).size());
    double most =
        most(side -> which.apply(side.measured()).stream().mapToLong(n -> n).max().orElse(0));
    Chart chart =
        new Chart(
            title,
            "seconds of this target's load",
            Chart.linear(seconds),
            Chart.ticks(seconds),
            Chart.linear(most),
            Chart.ticks(most));
    each((name, side) -> chart.add(name, bySecond(which.apply(side.measured()))));
    return chart.toString();
  }

  private static List<double[]> bySecond(List<Long> counts) {
    int step = (counts.size() + SECONDS_MAX - 1) / SECONDS_MAX;
    List<double[]> points = new ArrayList<>();
    for (int from = 0; from < counts.size(); from += step) {
      List<Long> some = counts.subList(from, Math.min(counts.size(), from + step));
      double mean = some.stream().mapToLong(n -> n).average().orElse(0);
      points.add(new double[] {from + some.size() / 2.0, mean});
    }
    return points;
  }

  private String byRate() {
    double rates = stages.stream().mapToDouble(stage -> stage.load().perSecond()).max().orElse(1);
    double most = most(side -> side.measured().success().p99());
    double least = least(side -> side.measured().success().p50() / 2);
    Chart chart =
        new Chart(
            "Time of good answers in ms, by rate",
            "requests due a second",
            Chart.linear(rates),
            Chart.ticks(rates),
            Chart.logarithmic(least, most),
            powers(least, most));
    for (int side = 0; side < stages.get(0).sides().size(); side++) {
      String target = stages.get(0).sides().get(side).target();
      chart.add(target + " p50", curve(side, Latency::p50));
      chart.add(target + " p99", curve(side, Latency::p99));
    }
    return chart.toString();
  }

  private List<double[]> curve(int side, ToDoubleFunction<Latency> figure) {
    return stages.stream()
        .map(
            stage ->
                new double[] {
                  stage.load().perSecond(),
                  figure.applyAsDouble(stage.sides().get(side).measured().success())
                })
        .toList();
  }

  private void each(BiConsumer<String, Side> draw) {
    for (Stage stage : stages) {
      for (Side side : stage.sides()) {
        String target = stage.sides().size() == 1 ? "" : " " + side.target();
        draw.accept(stage.load().text() + target, side);
      }
    }
  }

  private double most(ToDoubleFunction<Side> figure) {
    return all().mapToDouble(figure).max().orElse(1);
  }

  /** Above 0, so that it has a logarithm. */
  private double least(ToDoubleFunction<Side> figure) {
    return Math.max(0.01, all().mapToDouble(figure).filter(value -> value > 0).min().orElse(0.01));
  }

  private static List<Tick> powers(double least, double most) {
    List<Tick> ticks = new ArrayList<>();
    for (double power = Math.pow(10, Math.floor(Math.log10(least))); power <= most; power *= 10) {
      for (int digit : new int[] {1, 2, 5}) {
        double value = digit * power;
        if (value >= least && value <= most) {
          ticks.add(new Tick(value, Text.number(value)));
        }
      }
    }
    return ticks;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
