package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.simulate.Cell.Section;
import dev.serin.gateway.stats.ClopperPearson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The tables on units: each guard as it counts now, and beside it as it counted before. */
final class UnitReport {
  private final List<Result> results;
  private final StringBuilder text = new StringBuilder();

  UnitReport(List<Result> results) {
    this.results = results;
  }

  String markdown() {
    table(
        "Users who come again: false aborts",
        Prose.STICKY,
        Section.STICKY,
        List.of("users", "level", "versions"),
        UnitReport::rate);
    table(
        "Users who come again: a slower candidate",
        Prose.STICKY_SLOWER,
        Section.STICKY_SLOWER,
        List.of("users", "level", "candidate"),
        UnitReport::found);
    table(
        "Images that hang together: false aborts",
        Prose.CLUSTERS,
        Section.CLUSTERS,
        List.of("images", "versions"),
        UnitReport::rate);
    table(
        "Images that hang together: a worse candidate",
        Prose.CLUSTERS_WORSE,
        Section.CLUSTERS_WORSE,
        List.of("images", "candidate"),
        UnitReport::found);
    return text.toString();
  }

  private void table(
      String title,
      String prose,
      Section section,
      List<String> columns,
      Function<Verdicts, String> figure) {
    List<Result> rows = results.stream().filter(r -> r.cell().section() == section).toList();
    if (rows.isEmpty()) {
      return;
    }
    text.append("## ").append(title).append("\n\n").append(prose);
    List<String> head = new ArrayList<>(columns);
    head.addAll(rows.get(0).cell().trial().rules());
    Table table = new Table(head);
    for (Result row : rows) {
      List<String> cells = new ArrayList<>(row.cell().labels());
      int own = row.cell().trial().promising();
      for (int i = 0; i < row.verdicts().size(); i++) {
        String shown = figure.apply(row.verdicts().get(i));
        cells.add(i < own ? "**" + shown + "**" : shown);
      }
      table.row(cells);
    }
    text.append(table);
  }

  private static String rate(Verdicts verdicts) {
    ClopperPearson interval = ClopperPearson.interval(verdicts.fired(), verdicts.runs());
    return String.format(
        Locale.ROOT, "%.4f [%.4f, %.4f]", verdicts.rate(), interval.low(), interval.high());
  }

  private static String found(Verdicts verdicts) {
    return verdicts.fired() == 0
        ? "0"
        : String.format(
            Locale.ROOT,
            "%.3f [%s; %s]",
            verdicts.rate(),
            Text.count(verdicts.quantile(0.5)),
            Text.count(verdicts.quantile(0.95)));
  }
}
