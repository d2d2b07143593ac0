package dev.serin.gateway.load;

import dev.serin.gateway.load.Stage.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The results as text. Times are milliseconds. */
final class TableReport {
  private static final double MIB = 1 << 20;

  /** Beyond it, little is left of two cores for the server. */
  private static final double CORES_MAX = 0.8;

  private final List<Stage> stages;

  TableReport(List<Stage> stages) {
    this.stages = stages;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(figures());
    stages.forEach(stage -> stage.sides().forEach(side -> lines.addAll(others(stage, side))));
    stages.forEach(stage -> lines.addAll(ratios(stage)));
    stages.forEach(stage -> lines.addAll(generator(stage)));
    return lines;
  }

  private List<String> figures() {
    Columns columns =
        new Columns()
            .row(
                "LOAD", "SENT", "OK", "REFUSED", "ERRORS", "OK/S", "MIB", "MEAN", "P50", "P90",
                "P99", "P99.9", "MAX");
    for (Stage stage : stages) {
      for (Side side : stage.sides()) {
        Measured m = side.measured();
        row(columns, name(stage, side), m, m.success(), m.ok());
        if (m.refused() > 0) {
          row(columns, "  refusals", m, m.refusal(), 0);
        }
      }
    }
    return columns.lines();
  }

  private static void row(Columns columns, String name, Measured m, Latency times, long ok) {
    boolean all = ok > 0 || m.refused() == 0;
    columns.row(
        name,
        all ? "" + m.sent() : "",
        all ? "" + m.ok() : "",
        "" + m.refused(),
        all ? "" + m.errors() : "",
        all ? Text.number(m.perSecond()) : "",
        all ? Text.number(m.bytes() / MIB) : "",
        time(times, times.mean()),
        time(times, times.p50()),
        time(times, times.p90()),
        time(times, times.p99()),
        time(times, times.p999()),
        time(times, times.max()));
  }

  private static String time(Latency times, double ms) {
    return times.count() == 0 ? "-" : Text.number(ms);
  }

  private static List<String> others(Stage stage, Side side) {
    Measured m = side.measured();
    List<String> parts = new ArrayList<>();
    new TreeMap<>(m.statuses())
        .forEach(
            (status, count) -> {
              if (status / 100 != 2) {
                parts.add(count + " x " + status);
              }
            });
    new TreeMap<>(m.failures()).forEach((why, count) -> parts.add(count + " x " + why.text()));
    return parts.isEmpty()
        ? List.of()
        : List.of(name(stage, side) + ": " + String.join(", ", parts));
  }

  private static String name(Stage stage, Side side) {
    return stage.load().text() + (stage.sides().size() == 1 ? "" : " " + side.target());
  }

  private static List<String> ratios(Stage stage) {
    if (stage.ratios().isEmpty()) {
      return List.of();
    }
    Columns columns = new Columns().row(stage.load().text() + ", B to A", "RATIO", "95 % INTERVAL");
    for (Map.Entry<String, Ratio> entry : stage.ratios().entrySet()) {
      Ratio ratio = entry.getValue();
      columns.row(
          "  " + entry.getKey(),
          ratio.pairs() == 0 ? "-" : String.format(Locale.ROOT, "%.3f", ratio.estimate()),
          ratio.pairs() < 2
              ? "needs 2 pairs of turns"
              : String.format(
                  Locale.ROOT,
                  "%.3f to %.3f, %d pairs of turns",
                  ratio.low(),
                  ratio.high(),
                  ratio.pairs()));
    }
    return columns.lines();
  }

  private static List<String> generator(Stage stage) {
    List<String> lines = new ArrayList<>();
    String name = stage.load().text();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: the generator took %s us of CPU for each request, %.2f cores%s",
            name,
            Text.number(stage.cpuMicros()),
            stage.cores(),
            stage.load().isOpen() ? "" : "; closed loop: requests wait while the server stalls"));
    for (Side side : stage.sides()) {
      if (stage.load().isOpen() && !side.measured().keptUp()) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s: WARNING: %d of %d requests were sent late (99 %% within %s ms): the generator lacks CPU time, and the times are its own too",
                name(stage, side),
                side.measured().late(),
                side.measured().due(),
                Text.number(side.measured().lateP99Ms())));
      }
    }
    if (stage.cores() > CORES_MAX) {
      lines.add(name + ": WARNING: the generator itself is at the limit of its one thread");
    }
    return lines;
  }
}
