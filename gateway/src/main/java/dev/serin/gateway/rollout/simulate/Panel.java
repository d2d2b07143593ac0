package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.plot.Svg;
import java.util.List;

/**
 * One pair of axes in a drawing. The horizontal places are 0, 1, 2, ... one for each name; the
 * vertical axis begins at 0.
 *
 * @param left of the axes, in pixels
 * @param top of the axes, in pixels
 * @param width in pixels
 * @param height in pixels
 * @param places names along the horizontal axis
 * @param highest value of the vertical axis
 */
record Panel(
    Svg svg,
    double left,
    double top,
    double width,
    double height,
    List<String> places,
    double highest) {
  private static final int TICKS = 4;
  private static final String GRID = "#dddddd";

  /** Draws the axes. */
  void frame(String title, boolean withValues) {
    svg.text(left + width / 2, top - 6, "middle", title);
    for (int i = 0; i <= TICKS; i++) {
      double value = highest * i / TICKS;
      svg.line(left, y(value), left + width, y(value), GRID, 1);
      if (withValues) {
        svg.text(left - 4, y(value) + 4, "end", Text.number(value));
      }
    }
    for (int i = 0; i < places.size(); i++) {
      svg.text(x(i), top + height + 14, "middle", places.get(i));
    }
  }

  double x(int place) {
    return left + width * (place + 0.5) / places.size();
  }

  double y(double value) {
    return top + height * (1 - value / highest);
  }

  /**
   * A dot beside a place.
   *
   * @param aside how far to the right of the place, in pixels
   */
  void dot(int place, double aside, double value, double radius, String colour, double opacity) {
    svg.dot(x(place) + aside, y(value), radius, colour, opacity);
  }

  /** An upright bar. */
  void bar(int place, double aside, double from, double to, String colour) {
    svg.line(x(place) + aside, y(from), x(place) + aside, y(to), colour, 2);
  }
}
