package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.simulate.Cell.Section;
import dev.serin.gateway.stats.ClopperPearson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The results as Markdown. */
final class Report {
  private static final List<String> TRAFFIC = List.of("traffic", "errors", "rps", "risk");

  private final Simulation simulation;
  private final List<Result> results;
  private final StringBuilder text = new StringBuilder();

  Report(Simulation simulation, List<Result> results) {
    this.simulation = simulation;
    this.results = results;
  }

  /**
   * The whole report.
   *
   * @param command how it was made
   * @param plots names of the files of the plots
   */
  String markdown(String command, List<String> plots) {
    text.append("# What the rollout's gate does, simulated\n\n");
    text.append("Made by `").append(command).append("` (seed ").append(simulation.seed());
    text.append(", ").append(Text.count(simulation.runs())).append(" runs for each row).\n\n");
    if (results.stream().anyMatch(result -> !result.cell().section().isOfUnits())) {
      text.append(Prose.MODEL);
    }
    rates("Two equal versions: false aborts", Section.HEALTHY, plots, 0);
    rates("At the boundary of what is harm, and below it", Section.BOUNDARY, List.of(), 0);
    errors(plots);
    exposure();
    quality();
    together();
    text.append(new UnitReport(results).markdown());
    prototype();
    return text.toString();
  }

  private void rates(String title, Section section, List<String> plots, int plot) {
    List<Result> rows = in(section);
    if (rows.isEmpty()) {
      return;
    }
    heading(title, section);
    image(plots, plot);
    List<String> head = new ArrayList<>(TRAFFIC);
    head.add(Rules.SERIN);
    head.add("95 % interval");
    head.addAll(Rules.others());
    Table table = new Table(head);
    for (Result row : rows) {
      List<String> cells = new ArrayList<>(row.cell().labels());
      cells.add("**" + Text.share(row.serin().rate()) + "**");
      cells.add(interval(row.serin()));
      others(row, cells, verdicts -> Text.share(verdicts.rate()));
      table.row(cells);
    }
    text.append(table);
  }

  private void errors(List<String> plots) {
    byRule(
        "A candidate that fails more often",
        Prose.ERRORS,
        verdicts ->
            verdicts.fired() == 0
                ? "0"
                : String.format(
                    Locale.ROOT,
                    "%.3f [%d; %d]",
                    verdicts.rate(),
                    verdicts.quantile(0.5),
                    verdicts.quantile(0.95)),
        plots);
  }

  private void exposure() {
    byRule(
        "What it costs until the verdict",
        Prose.EXPOSURE,
        verdicts -> Text.count(verdicts.exposed()) + " / " + Text.count(verdicts.bad()),
        List.of());
  }

  private void byRule(
      String title, String prose, Function<Verdicts, String> entry, List<String> plots) {
    List<Result> rows = in(Section.ERRORS);
    if (rows.isEmpty()) {
      return;
    }
    text.append("## ").append(title).append("\n\n").append(prose);
    image(plots, 1);
    List<String> head = new ArrayList<>(TRAFFIC);
    head.add(Rules.SERIN);
    head.addAll(Rules.others());
    Table table = new Table(head);
    for (Result row : rows) {
      List<String> cells = new ArrayList<>(row.cell().labels());
      cells.add("**" + entry.apply(row.serin()) + "**");
      others(row, cells, entry);
      table.row(cells);
    }
    text.append(table);
  }

  /** A rule that was not run there gets an empty cell. */
  private static void others(Result row, List<String> cells, Function<Verdicts, String> entry) {
    int judged = row.verdicts().size();
    for (int i = 1; i < Rules.REPEATING.size(); i++) {
      cells.add(i < judged ? entry.apply(row.verdicts().get(i)) : "");
    }
  }

  private void quality() {
    List<Result> rows = new ArrayList<>(in(Section.QUALITY_NULL));
    rows.addAll(in(Section.QUALITY));
    if (rows.isEmpty()) {
      return;
    }
    text.append("## Signals of quality\n\n").append(Prose.QUALITY);
    Table table =
        new Table(
            List.of(
                "signal",
                "effect",
                "found",
                "95 % interval",
                "samples, median",
                "95th percentile",
                "minutes at 20 rps",
                "answers of the candidate",
                "bad answers"));
    for (Result row : rows) {
      Verdicts verdicts = row.serin();
      List<String> cells = new ArrayList<>(row.cell().labels());
      cells.add("**" + Text.share(verdicts.rate()) + "**");
      cells.add(interval(verdicts));
      Signal signal = Signal.valueOf(cells.get(0).toUpperCase(Locale.ROOT));
      cells.addAll(
          row.cell().section().isNull() ? List.of("", "", "", "", "") : delays(signal, verdicts));
      table.row(cells);
    }
    text.append(table);
  }

  private static List<String> delays(Signal signal, Verdicts verdicts) {
    int median = verdicts.quantile(0.5);
    int late = verdicts.quantile(0.95);
    return List.of(
        Text.count(median),
        Text.count(late),
        RampClock.minute(signal, median) + "; " + RampClock.minute(signal, late),
        Text.count(verdicts.exposed()),
        signal == Signal.CONFIDENCE ? "" : Text.count(verdicts.bad()));
  }

  private void together() {
    for (Result row : in(Section.TOGETHER)) {
      text.append("## Five signals at their boundaries together\n\n").append(Prose.TOGETHER);
      text.append("Any abort: **").append(Text.share(row.serin().rate())).append("** ");
      text.append(interval(row.serin())).append(", promised: at most 0.05.\n\n");
    }
  }

  private void prototype() {
    List<Prototype.Comparison> comparisons = Prototype.compare(results);
    if (comparisons.isEmpty()) {
      return;
    }
    text.append("## Beside the prototype\n\n").append(Prose.PROTOTYPE);
    Table table =
        new Table(
            List.of("cell", "prototype: median", "power", "product: median", "power", "verdict"));
    for (Prototype.Comparison c : comparisons) {
      table.row(
          List.of(
              c.cell(),
              Text.count(c.prototype().median()),
              Text.number(c.prototype().power()),
              Text.count(c.product().median()),
              Text.share(c.product().power()),
              c.slow() ? "**slower**" : "as fast"));
    }
    text.append(table);
  }

  private void heading(String title, Section section) {
    text.append("## ").append(title).append("\n\n");
    text.append(section == Section.HEALTHY ? Prose.HEALTHY : Prose.BOUNDARY);
  }

  private void image(List<String> plots, int index) {
    if (index < plots.size()) {
      text.append("![The table as a plot](").append(plots.get(index)).append(")\n\n");
    }
  }

  private static String interval(Verdicts verdicts) {
    ClopperPearson interval = ClopperPearson.interval(verdicts.fired(), verdicts.runs());
    return Text.share(interval.low()) + " to " + Text.share(interval.high());
  }

  private List<Result> in(Section section) {
    return results.stream().filter(r -> r.cell().section() == section).toList();
  }
}
