package dev.serin.training.report.html;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jspecify.annotations.Nullable;

/** The kinds of charts of a report, in its style. */
final class Charts {
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  private static final Stroke LINE = new BasicStroke(2f);
  private static final Stroke THIN = new BasicStroke(1f);
  private static final Stroke DASHED =
      new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {4, 4}, 0);
  private static final double DOT = 5;

  private Charts() {}

  /** A bar from {@code from} to {@code to}. */
  record Bar(double from, double to, double height) {}

  /** A point with an interval of its height. */
  record Point(double x, double y, double low, double high) {}

  /** A line for each series, over whole numbers; a mark at {@code mark}. */
  static JFreeChart lines(String x, String y, double mark, XYSeries... series) {
    XYSeriesCollection data = new XYSeriesCollection();
    for (XYSeries one : series) {
      data.addSeries(one);
    }
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
    Color[] colours = {Svg.FIRST, Svg.SECOND};
    for (int i = 0; i < series.length; i++) {
      renderer.setSeriesPaint(i, colours[i]);
      renderer.setSeriesStroke(i, LINE);
      renderer.setSeriesShape(i, new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT));
      renderer.setSeriesShapesVisible(i, series[i].getItemCount() <= 40);
    }
    NumberAxis across = axis(x);
    across.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
    NumberAxis up = axis(null);
    up.setAutoRangeIncludesZero(false);
    XYPlot plot = plot(new XYPlot(data, across, up, renderer));
    if (Double.isFinite(mark)) {
      plot.addDomainMarker(new ValueMarker(mark, Svg.INK, DASHED));
    }
    return chart(plot, y, series.length > 1);
  }

  /** Points with intervals from 0 to 1 both ways, and the diagonal that they should lie on. */
  static JFreeChart diagonal(String x, String y, List<Point> points) {
    XYIntervalSeries series = new XYIntervalSeries("points");
    points.forEach(p -> series.add(p.x(), p.x(), p.x(), p.y(), p.low(), p.high()));
    XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    data.addSeries(series);
    XYErrorRenderer dots = new XYErrorRenderer();
    dots.setDrawXError(false);
    dots.setDefaultLinesVisible(false);
    dots.setSeriesPaint(0, Svg.FIRST);
    dots.setErrorStroke(LINE);
    dots.setCapLength(6);
    dots.setSeriesShape(0, new Ellipse2D.Double(-4, -4, 8, 8));
    XYPlot plot = plot(new XYPlot(data, unitAxis(x), unitAxis(null), dots));
    XYSeries ends = new XYSeries("as it should be");
    ends.add(0, 0);
    ends.add(1, 1);
    XYLineAndShapeRenderer line = new XYLineAndShapeRenderer(true, false);
    line.setSeriesPaint(0, Svg.INK);
    line.setSeriesStroke(0, DASHED);
    plot.setDataset(1, new XYSeriesCollection(ends));
    plot.setRenderer(1, line);
    return chart(plot, y, false);
  }

  /** Bars side by side from zero up; {@code range} is what is shown across, null to fit. */
  static JFreeChart bars(String x, String y, List<Bar> bars, @Nullable Range range) {
    XYIntervalSeries series = new XYIntervalSeries("bars");
    for (Bar bar : bars) {
      double middle = (bar.from() + bar.to()) / 2;
      series.add(middle, bar.from(), bar.to(), bar.height(), 0, bar.height());
    }
    XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    data.addSeries(series);
    XYBarRenderer renderer = new XYBarRenderer(0.1);
    renderer.setBarPainter(new StandardXYBarPainter());
    renderer.setShadowVisible(false);
    renderer.setSeriesPaint(0, Svg.FIRST);
    NumberAxis across = axis(x);
    across.setAutoRangeIncludesZero(false);
    if (range != null) {
      across.setRange(range);
    }
    return chart(plot(new XYPlot(data, across, axis(null), renderer)), y, false);
  }

  /** From 0 to 1, with room for the dots at the ends. */
  private static NumberAxis unitAxis(@Nullable String title) {
    NumberAxis axis = axis(title);
    axis.setRange(-0.02, 1.02);
    axis.setTickUnit(new NumberTickUnit(0.2));
    return axis;
  }

  private static NumberAxis axis(@Nullable String title) {
    NumberAxis axis = new NumberAxis(title);
    axis.setLabelFont(FONT);
    axis.setTickLabelFont(SMALL);
    axis.setLabelPaint(Svg.INK);
    axis.setTickLabelPaint(Svg.INK);
    axis.setAxisLinePaint(Svg.GRID);
    axis.setTickMarkPaint(Svg.GRID);
    return axis;
  }

  private static XYPlot plot(XYPlot plot) {
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinePaint(Svg.GRID);
    plot.setRangeGridlineStroke(THIN);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    return plot;
  }

  /**
   * @param y title of the upward axis. It stands above the plot, where it needs no turning of heads
   */
  private static JFreeChart chart(Plot plot, String y, boolean legend) {
    JFreeChart chart = new JFreeChart(null, FONT, plot, legend);
    chart.setBackgroundPaint(null);
    chart.setPadding(new RectangleInsets(4, 4, 4, 8));
    TextTitle above = new TextTitle(y, FONT);
    above.setPaint(Svg.INK);
    above.setHorizontalAlignment(HorizontalAlignment.LEFT);
    chart.addSubtitle(0, above);
    LegendTitle title = chart.getLegend();
    if (title != null) {
      title.setBackgroundPaint(null);
      title.setFrame(BlockBorder.NONE);
      title.setItemPaint(Svg.INK);
      title.setItemFont(FONT);
    }
    return chart;
  }
}
