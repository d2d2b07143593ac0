package dev.serin.gateway.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Usage by model, version and label, all hours together, with a sum for each version. */
record UsageView(ZoneId zone) {
  private static final String ALL = "all";
  private static final String NO_LABEL = "(none)";

  List<Line> lines(Facts answer) {
    List<Facts> rows = answer.list("usage");
    if (rows.isEmpty()) {
      return List.of(Line.of("Nothing was asked in that time."));
    }
    Table table =
        new Table(
            "MODEL",
            "VERSION",
            "LABEL",
            ">REQUESTS",
            ">ERRORS",
            ">CACHE HITS",
            ">CONFIDENCE",
            ">TRUSTED LABELS",
            ">ACCURACY",
            "95 %",
            ">CALLERS' LABELS",
            ">ACCURACY");
    byVersion(rows)
        .forEach((model, versions) -> versions.forEach((v, sums) -> add(table, model, v, sums)));
    List<Line> lines = new ArrayList<>();
    lines.add(Line.of(span(rows), Tone.DIM));
    lines.addAll(table.lines());
    return lines;
  }

  private static Map<String, Map<String, Map<String, UsageSum>>> byVersion(List<Facts> rows) {
    Map<String, Map<String, Map<String, UsageSum>>> sums = new TreeMap<>();
    for (Facts row : rows) {
      String label = row.text("label");
      sums.computeIfAbsent(row.text("model"), model -> new TreeMap<>())
          .computeIfAbsent(row.text("version"), version -> new TreeMap<>())
          .merge(label.isEmpty() ? NO_LABEL : label, UsageSum.of(row), UsageSum::plus);
    }
    return sums;
  }

  private static void add(Table table, String model, String version, Map<String, UsageSum> labels) {
    labels.forEach((label, sum) -> sum.addTo(table, Tone.PLAIN, model, version, label));
    labels.values().stream()
        .reduce(UsageSum::plus)
        .ifPresent(sum -> sum.addTo(table, Tone.STRONG, model, version, ALL));
  }

  /** From the first hour to the end of the last one. */
  private String span(List<Facts> rows) {
    List<Instant> hours = rows.stream().flatMap(row -> row.instant("hour").stream()).toList();
    return hours.stream().min(Instant::compareTo).map(at -> Words.minute(at, zone)).orElse("-")
        + " to "
        + hours.stream()
            .max(Instant::compareTo)
            .map(at -> Words.minute(at.plus(Duration.ofHours(1)), zone))
            .orElse("-");
  }
}
