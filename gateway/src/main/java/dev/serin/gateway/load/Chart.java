package dev.serin.gateway.load;

import dev.serin.gateway.plot.Svg;
import java.util.ArrayList;
import java.util.List;

/** Lines over two axes. */
final class Chart {
  /** Colours of Okabe and Ito, which most people can tell apart. */
  private static final List<String> COLOURS =
      List.of("#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#000000");

  private static final String GRID = "#dddddd";
  private static final int WIDTH = 760;
  private static final int HEIGHT = 300;
  private static final int LEFT = 60;
  private static final int TOP = 34;
  private static final int BOTTOM = 40;
  private static final int RIGHT = 170;

  /** Where a value stands on an axis, from 0 to 1. */
  interface Axis {
    double place(double value);
  }

  /** A value with a line across the chart, and what it is called. */
  record Tick(double value, String text) {}

  private final Svg svg = new Svg(LEFT + WIDTH + RIGHT, TOP + HEIGHT + BOTTOM);
  private final Axis x;
  private final Axis y;
  private int series;

  Chart(String title, String abscissa, Axis x, List<Tick> below, Axis y, List<Tick> beside) {
    this.x = x;
    this.y = y;
    svg.text(LEFT, 18, "start", title);
    svg.text(LEFT + WIDTH / 2.0, TOP + HEIGHT + 34, "middle", abscissa);
    for (Tick tick : below) {
      double at = LEFT + WIDTH * x.place(tick.value());
      svg.line(at, TOP, at, TOP + HEIGHT, GRID, 1);
      svg.text(at, TOP + HEIGHT + 16, "middle", tick.text());
    }
    for (Tick tick : beside) {
      double at = TOP + HEIGHT * (1 - y.place(tick.value()));
      svg.line(LEFT, at, LEFT + WIDTH, at, GRID, 1);
      svg.text(LEFT - 6, at + 4, "end", tick.text());
    }
  }

  /** A line through points {@code {x, y}}, in the next colour. */
  void add(String name, List<double[]> points) {
    String colour = COLOURS.get(series % COLOURS.size());
    List<double[]> places = new ArrayList<>();
    for (double[] point : points) {
      places.add(
          new double[] {LEFT + WIDTH * x.place(point[0]), TOP + HEIGHT * (1 - y.place(point[1]))});
    }
    svg.path(places, colour, 1.8);
    if (places.size() <= 8) {
      places.forEach(place -> svg.dot(place[0], place[1], 3, colour, 1));
    }
    double row = TOP + 10 + 16.0 * series;
    svg.line(LEFT + WIDTH + 12, row - 4, LEFT + WIDTH + 30, row - 4, colour, 3);
    svg.text(LEFT + WIDTH + 36, row, "start", name);
    series++;
  }

  @Override
  public String toString() {
    return svg.toString();
  }

  /** From 0 to a little above {@code most}. */
  static Axis linear(double most) {
    return value -> most <= 0 ? 0 : value / (1.05 * most);
  }

  /** By powers; values outside stand at the edge. */
  static Axis logarithmic(double least, double most) {
    double range = Math.max(1e-9, Math.log(most / least));
    return value -> Math.min(1, Math.max(0, Math.log(Math.max(value, least) / least) / range));
  }

  /** Round values from 0 up to {@code most}. */
  static List<Tick> ticks(double most) {
    double step = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-9))));
    step = most / step < 2 ? step / 5 : most / step < 5 ? step / 2 : step;
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i * step <= 1.05 * most; i++) {
      ticks.add(new Tick(i * step, Text.number(i * step)));
    }
    return ticks;
  }
}
