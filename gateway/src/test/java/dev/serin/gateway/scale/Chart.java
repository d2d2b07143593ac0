package dev.serin.gateway.scale;

import dev.serin.gateway.plot.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over a linear or logarithmic x, on a logarithmic y. */
final class Chart {
  /** Colours of Okabe and Ito, which most people can tell apart; the first is black. */
  private static final List<String> COLOURS =
      List.of("#000000", "#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9");

  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int LEFT = 60;
  private static final int TOP = 46;
  private static final int LEGEND = 170;
  private static final String GREY = "#dddddd";

  /** A line. */
  record Line(String name, List<double[]> points) {}

  private final String title;
  private final String xName;
  private final double[] xTicks;
  private final double[] yTicks;
  private final boolean xLog;
  private final List<Line> lines = new ArrayList<>();

  /**
   * @param xTicks from the left end to the right end
   * @param yTicks from the lower end to the upper end
   */
  Chart(String title, String xName, double[] xTicks, boolean xLog, double... yTicks) {
    this.title = title;
    this.xName = xName;
    this.xTicks = xTicks;
    this.xLog = xLog;
    this.yTicks = yTicks;
  }

  void add(String name, List<double[]> points) {
    lines.add(new Line(name, points));
  }

  String svg() {
    Svg svg = new Svg(LEFT + WIDTH + LEGEND + 20, TOP + HEIGHT + 50);
    svg.text(LEFT, 22, "start", title);
    for (double tick : yTicks) {
      svg.line(LEFT, y(tick), LEFT + WIDTH, y(tick), GREY, 1);
      svg.text(LEFT - 6, y(tick) + 4, "end", number(tick));
    }
    for (double tick : xTicks) {
      svg.line(x(tick), TOP, x(tick), TOP + HEIGHT, GREY, 1);
      svg.text(x(tick), TOP + HEIGHT + 16, "middle", number(tick));
    }
    svg.text(LEFT + WIDTH / 2.0, TOP + HEIGHT + 36, "middle", xName);
    for (int i = lines.size() - 1; i >= 0; i--) {
      draw(svg, i);
    }
    return svg.toString();
  }

  private void draw(Svg svg, int number) {
    Line line = lines.get(number);
    String colour = COLOURS.get(number % COLOURS.size());
    double width = number == 0 ? 2.5 : 1.5;
    List<double[]> places = new ArrayList<>();
    for (double[] point : line.points()) {
      places.add(new double[] {x(point[0]), y(point[1])});
    }
    svg.path(places, colour, width);
    if (places.size() < 20) {
      places.forEach(place -> svg.dot(place[0], place[1], number == 0 ? 3 : 2, colour, 1));
    }
    double y = TOP + 8 + number * 20;
    svg.line(LEFT + WIDTH + 14, y, LEFT + WIDTH + 34, y, colour, width);
    svg.text(LEFT + WIDTH + 40, y + 4, "start", line.name());
  }

  private double x(double value) {
    double from = xTicks[0];
    double to = xTicks[xTicks.length - 1];
    double share =
        xLog ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
    return LEFT + share * WIDTH;
  }

  private double y(double value) {
    double from = yTicks[0];
    double to = yTicks[yTicks.length - 1];
    double share = Math.log(Math.min(to, Math.max(from, value)) / from) / Math.log(to / from);
    return TOP + (1 - share) * HEIGHT;
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%s", value);
  }
}
