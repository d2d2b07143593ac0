package dev.serin.training.report.html;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jfree.chart.JFreeChart;

/**
 * Draws charts as SVG for the inside of an HTML page. Their colours are names that the page's style
 * gives a colour to, so that a chart is readable on dark as on light.
 */
final class Svg {
  /** No colour on its own: each stands for the page's variable. */
  static final Color INK = new Color(1, 0, 0);

  static final Color GRID = new Color(2, 0, 0);
  static final Color FIRST = new Color(3, 0, 0);
  static final Color SECOND = new Color(4, 0, 0);

  private static final Map<Color, String> VARIABLES =
      Map.of(INK, "--ink", GRID, "--grid", FIRST, "--first", SECOND, "--second");

  private static final Pattern ROOT = Pattern.compile("(?s)^.*?<svg[^>]*>");
  private static final Pattern TAG = Pattern.compile("<[^>]*>");
  private static final Pattern LONG_FRACTION = Pattern.compile("(\\d+\\.\\d\\d)\\d+");
  private static final Pattern FONT = Pattern.compile("font-family:[^;]*(?:&quot;[^;]*&quot;)?;");
  private static final Pattern CLIP = Pattern.compile("clip-?\\d+");

  private static final String NO_FONTS =
      "<p class=\"note\">Java finds no fonts on this machine, so this chart is left out. (Debian:"
          + " apt-get install fontconfig fonts-dejavu-core)</p>";

  private int charts;

  /** The chart as an {@code <svg>} element of a page; {@code description} is read out instead. */
  String of(JFreeChart chart, int width, int height, String description) {
    String svg;
    try {
      svg = draw(chart, width, height);
    } catch (InternalError | LinkageError e) {
      // What Java throws on a machine without fonts; the figures are worth a report without charts.
      return NO_FONTS;
    }
    charts++;
    String root =
        Format.of(
            "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            width, height, com.samskivert.mustache.Escapers.HTML.escape(description));
    String body = ROOT.matcher(svg).replaceFirst("");
    return root + TAG.matcher(body).replaceAll(m -> Matcher.quoteReplacement(tag(m.group())));
  }

  private static String draw(JFreeChart chart, int width, int height) {
    VectorGraphics2D graphics = new VectorGraphics2D();
    chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new SVGProcessor()
          .getDocument(graphics.getCommands(), new PageSize(0, 0, width, height))
          .writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("a chart cannot be drawn", e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Tags only, not the texts between them: a class may be called 1.2345. */
  private String tag(String tag) {
    String changed = FONT.matcher(tag).replaceAll("");
    changed = LONG_FRACTION.matcher(changed).replaceAll("$1");
    // The page has several charts, and an id must be the page's only one.
    changed = CLIP.matcher(changed).replaceAll("chart" + charts + "-$0");
    for (Map.Entry<Color, String> colour : VARIABLES.entrySet()) {
      changed =
          changed.replace(
              "rgb(" + colour.getKey().getRed() + ",0,0)", "var(" + colour.getValue() + ")");
    }
    return changed;
  }
}
