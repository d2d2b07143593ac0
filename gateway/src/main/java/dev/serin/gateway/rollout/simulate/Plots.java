package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.plot.Svg;
import dev.serin.gateway.rollout.simulate.Cell.Section;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The results as drawings: what a table of a hundred rows does not show. */
final class Plots {
  /** Colours of Okabe and Ito, which most people can tell apart; Serin's is black. */
  private static final List<String> COLOURS =
      List.of("#000000", "#E69F00", "#D55E00", "#CC79A7", "#56B4E9", "#0072B2", "#999999");

  private static final int LEGEND_COLUMNS = 4;
  private static final int LEFT = 45;
  private static final int TOP = 80;
  private static final int GAP = 14;
  private static final int PANEL = 230;
  private static final int HEIGHT = 190;

  private final List<Result> results;

  Plots(List<Result> results) {
    this.results = results;
  }

  /** False aborts of each rule: a panel for each kind of traffic, a place for each row. */
  String falseAborts() {
    List<Result> healthy = in(Section.HEALTHY, any -> true);
    Set<String> kinds = new LinkedHashSet<>();
    healthy.forEach(result -> kinds.add(result.cell().labels().get(0)));
    int wide = PANEL + 60;
    Svg svg = new Svg(LEFT + kinds.size() * (wide + GAP), TOP + HEIGHT + 60);
    legend(svg, "False aborts of equal versions (share of runs)");
    int column = 0;
    for (String kind : kinds) {
      List<Result> rows =
          healthy.stream().filter(r -> r.cell().labels().get(0).equals(kind)).toList();
      List<String> places =
          rows.stream().map(r -> r.cell().labels().get(1).replace(" %", "")).toList();
      Panel panel = new Panel(svg, LEFT + column * (wide + GAP), TOP, wide, HEIGHT, places, 1);
      panel.frame(kind, column == 0);
      for (int i = 0; i < rows.size(); i++) {
        svg.text(panel.x(i), TOP + HEIGHT + 28, "middle", rows.get(i).cell().labels().get(2));
      }
      dots(panel, rows, Verdicts::rate, verdicts -> 1);
      column++;
    }
    svg.text(LEFT, TOP + HEIGHT + 48, "start", "above: error rate in %; below: requests a second");
    return svg.toString();
  }

  /** Median delay over risk: a panel for each base rate and traffic. */
  String delays() {
    List<Result> steady =
        in(Section.ERRORS, r -> r.cell().labels().get(0).equals(Weather.STEADY.toString()));
    List<String> bases = List.of("0.2 %", "0.5 %", "1.2 %");
    List<String> rates = List.of("2", "20", "200");
    List<String> risks = List.of("1.5x", "2x", "5x", "10x");
    int down = HEIGHT + 50;
    Svg svg = new Svg(LEFT + 3 * (PANEL + GAP), TOP + 3 * down + 20);
    legend(
        svg,
        "Minute of the abort, median (paler: fewer runs aborted; bar: Serin's 95th percentile)");
    for (int row = 0; row < bases.size(); row++) {
      for (int column = 0; column < rates.size(); column++) {
        String base = bases.get(row);
        String rate = rates.get(column);
        List<Result> cells = new ArrayList<>();
        for (String risk : risks) {
          List<String> labels = List.of(Weather.STEADY.toString(), base, rate, risk);
          steady.stream().filter(r -> r.cell().labels().equals(labels)).forEach(cells::add);
        }
        Panel panel =
            new Panel(
                svg, LEFT + column * (PANEL + GAP), TOP + row * down, PANEL, HEIGHT, risks, 60);
        panel.frame(base + " errors, " + rate + " rps", column == 0);
        if (cells.size() == risks.size()) {
          dots(panel, cells, v -> v.quantile(0.5), Verdicts::rate);
          late(panel, cells);
        }
      }
    }
    return svg.toString();
  }

  private static void late(Panel panel, List<Result> cells) {
    for (int i = 0; i < cells.size(); i++) {
      Verdicts serin = cells.get(i).serin();
      if (serin.fired() > 0) {
        panel.bar(i, aside(0), serin.quantile(0.5), serin.quantile(0.95), COLOURS.get(0));
      }
    }
  }

  /** Serin's dots last, so that they lie on top. */
  private static void dots(Panel panel, List<Result> rows, Figure figure, Figure opacity) {
    int rules = rows.stream().mapToInt(r -> r.verdicts().size()).max().orElse(0);
    for (int rule = rules - 1; rule >= 0; rule--) {
      String colour = COLOURS.get(rule);
      for (int i = 0; i < rows.size(); i++) {
        if (rule >= rows.get(i).verdicts().size()) {
          continue;
        }
        Verdicts verdicts = rows.get(i).verdicts().get(rule);
        if (opacity.of(verdicts) > 0) {
          panel.dot(
              i, aside(rule), figure.of(verdicts), rule == 0 ? 4 : 3, colour, opacity.of(verdicts));
        }
      }
    }
  }

  private static void legend(Svg svg, String title) {
    svg.text(LEFT, 18, "start", title);
    List<String> names = new ArrayList<>(List.of(Rules.SERIN));
    names.addAll(Rules.others());
    for (int i = 0; i < names.size(); i++) {
      int row = i / LEGEND_COLUMNS;
      double x = LEFT + (i - row * LEGEND_COLUMNS) * 130.0;
      double y = 32 + row * 16.0;
      svg.dot(x + 4, y, 4, COLOURS.get(i), 1);
      svg.text(x + 12, y + 4, "start", names.get(i));
    }
  }

  /** Side by side, so that no rule's dots hide another's. */
  private static double aside(int rule) {
    return (rule - (COLOURS.size() - 1) / 2.0) * 4;
  }

  private List<Result> in(Section section, Predicate<Result> condition) {
    return results.stream().filter(r -> r.cell().section() == section).filter(condition).toList();
  }

  private interface Figure {
    double of(Verdicts verdicts);
  }
}
