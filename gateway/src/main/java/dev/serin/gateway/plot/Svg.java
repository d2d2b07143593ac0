package dev.serin.gateway.plot;

import java.util.List;
import java.util.Locale;

/** Writes a drawing as SVG; coordinates are pixels from the upper left corner. Mutable. */
public final class Svg {
  private final StringBuilder body = new StringBuilder();

  public Svg(int width, int height) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"11\">",
        width, height, width, height);
    add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height);
  }

  public void line(double x1, double y1, double x2, double y2, String colour, double width) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
        x1, y1, x2, y2, colour, width);
  }

  /** A line through points, each {@code {x, y}}. */
  public void path(List<double[]> points, String colour, double width) {
    StringBuilder places = new StringBuilder();
    for (double[] point : points) {
      places.append(String.format(Locale.ROOT, "%.1f,%.1f ", point[0], point[1]));
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
        places.toString().strip(), colour, width);
  }

  public void dot(double x, double y, double radius, String colour, double opacity) {
    add(
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" fill-opacity=\"%.2f\" stroke=\"%s\"/>",
        x, y, radius, colour, opacity, colour);
  }

  /**
   * Writes words.
   *
   * @param anchor start, middle or end
   */
  public void text(double x, double y, String anchor, String words) {
    String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
    add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped);
  }

  @Override
  public String toString() {
    return body + "</svg>\n";
  }

  private void add(String format, Object... arguments) {
    body.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
