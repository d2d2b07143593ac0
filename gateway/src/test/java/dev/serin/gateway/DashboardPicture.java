package dev.serin.gateway;

import dev.serin.gateway.Prometheus.Series;
import dev.serin.gateway.plot.Svg;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the dashboard shows of some minutes, as one HTML page that needs no Grafana. */
final class DashboardPicture {
  /** Colours of Okabe and Ito, which most people can tell apart. */
  private static final List<String> COLOURS =
      List.of("#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#000000");

  private static final int WIDTH = 420;
  private static final int HEIGHT = 130;
  private static final int LEFT = 56;
  private static final int TOP = 26;
  private static final int LEGEND = 8;

  private final Prometheus prometheus;
  private final Instant from;
  private final Instant to;

  private record Named(String name, List<double[]> points) {}

  DashboardPicture(Prometheus prometheus, Instant from, Instant to) {
    this.prometheus = prometheus;
    this.from = from;
    this.to = to;
  }

  String html(Dashboard dashboard) {
    StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head>");
    page.append("<meta charset=\"utf-8\"><title>Serin</title><style>body{font-family:sans-serif}");
    page.append("section{display:flex;flex-wrap:wrap;gap:8px}</style></head><body>\n");
    page.append("<h1>Serin, ").append(Duration.between(from, to).toSeconds());
    page.append(" s from Prometheus</h1>");
    String row = "";
    for (Dashboard.Panel panel : dashboard.panels()) {
      if (!panel.row().equals(row)) {
        page.append(row.isEmpty() ? "" : "</section>\n");
        row = panel.row();
        page.append("<h2>").append(row).append("</h2><section>");
      }
      page.append(svg(panel));
    }
    return page.append("</section></body></html>\n").toString();
  }

  private String svg(Dashboard.Panel panel) {
    List<Named> lines = lines(panel);
    int rows = Math.min(LEGEND, lines.size());
    Svg svg = new Svg(LEFT + WIDTH + 10, TOP + HEIGHT + 20 + 14 * rows);
    svg.text(LEFT, 16, "start", panel.title() + " (" + panel.unit() + ")");
    double most = edge(lines, true);
    double least = Math.min(0, edge(lines, false));
    for (int i = 0; i <= 2; i++) {
      double y = TOP + HEIGHT * (1 - i / 2.0);
      svg.line(LEFT, y, LEFT + WIDTH, y, "#dddddd", 1);
      svg.text(LEFT - 4, y + 4, "end", number(least + (most - least) * i / 2));
    }
    for (int i = 0; i < lines.size(); i++) {
      String colour = COLOURS.get(i % COLOURS.size());
      svg.path(places(lines.get(i).points(), least, most), colour, 1.5);
      if (i < LEGEND) {
        double y = TOP + HEIGHT + 18 + 14.0 * i;
        svg.line(LEFT, y - 4, LEFT + 16, y - 4, colour, 3);
        svg.text(LEFT + 22, y, "start", legend(lines, i));
      }
    }
    return svg.toString();
  }

  private static String legend(List<Named> lines, int line) {
    Named named = lines.get(line);
    double last = named.points().get(named.points().size() - 1)[1];
    boolean cut = line == LEGEND - 1 && lines.size() > LEGEND;
    String more = cut ? " ... and " + (lines.size() - LEGEND) + " more" : "";
    return named.name() + "  " + number(last) + more;
  }

  private List<Named> lines(Dashboard.Panel panel) {
    List<Named> lines = new ArrayList<>();
    for (Dashboard.Line line : panel.lines()) {
      for (Series series : prometheus.range(line.query(), from, to)) {
        List<double[]> points =
            series.points().stream().filter(point -> Double.isFinite(point[1])).toList();
        if (!points.isEmpty()) {
          lines.add(new Named(line.name(series.labels()), points));
        }
      }
    }
    return lines;
  }

  private List<double[]> places(List<double[]> points, double least, double most) {
    double seconds = Duration.between(from, to).toMillis() / 1e3;
    return points.stream()
        .map(
            point ->
                new double[] {
                  LEFT + WIDTH * (point[0] - from.toEpochMilli() / 1e3) / seconds,
                  TOP + HEIGHT * (1 - (point[1] - least) / (most - least))
                })
        .toList();
  }

  private static double edge(List<Named> lines, boolean most) {
    var values = lines.stream().flatMap(l -> l.points().stream()).mapToDouble(point -> point[1]);
    double edge = most ? values.max().orElse(0) : values.min().orElse(0);
    return most && edge <= 0 ? 1 : edge;
  }

  private static String number(double value) {
    double size = Math.abs(value);
    return size >= 1e9
        ? String.format(Locale.ROOT, "%.1f G", value / 1e9)
        : size >= 1e6
            ? String.format(Locale.ROOT, "%.1f M", value / 1e6)
            : String.format(Locale.ROOT, "%.3g", value);
  }
}
