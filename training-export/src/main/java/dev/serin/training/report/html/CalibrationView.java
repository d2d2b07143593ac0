package dev.serin.training.report.html;

import dev.serin.training.report.Metrics;
import dev.serin.training.report.stats.Calibration;
import java.util.ArrayList;
import java.util.List;
import org.jfree.data.Range;
import org.jspecify.annotations.Nullable;

/**
 * Whether probabilities mean what they say, as they are and after temperature scaling.
 *
 * @param temperature null where none was fitted
 */
record CalibrationView(List<Side> sides, List<Row> rows, @Nullable String temperature, int bins) {
  private static final int WIDTH = 400;

  /**
   * @param diagram accuracy by confidence, as SVG
   * @param histogram images by confidence, as SVG
   */
  record Side(String title, String diagram, String histogram) {}

  record Row(String name, String before, @Nullable String after, String meaning) {}

  static CalibrationView of(Metrics metrics, Svg svg) {
    Calibration before = metrics.calibration();
    Calibration after = metrics.calibrated();
    List<Side> sides = new ArrayList<>();
    sides.add(side("As trained", before, metrics.accuracy().of(), svg));
    Double temperature = metrics.temperature();
    if (after != null && temperature != null) {
      String title = Format.of("Logits divided by %.3f", temperature);
      sides.add(side(title, after, metrics.accuracy().of(), svg));
    }
    return new CalibrationView(
        sides,
        rows(before, after),
        temperature == null ? null : Format.of("%.3f", temperature),
        Calibration.BINS);
  }

  private static List<Row> rows(Calibration before, @Nullable Calibration after) {
    return List.of(
        new Row(
            "Expected calibration error",
            Format.of("%.4f", before.ece()),
            after == null ? null : Format.of("%.4f", after.ece()),
            Format.of(
                "mean distance of confidence and accuracy; chance alone gives a perfectly"
                    + " calibrated network %.4f here",
                (after == null ? before : after).eceOfCalibrated())),
        new Row(
            "Mean confidence",
            Format.percent(before.meanConfidence()),
            after == null ? null : Format.percent(after.meanConfidence()),
            "should equal the accuracy"),
        new Row(
            "Negative log-likelihood",
            Format.of("%.4f", before.nll()),
            after == null ? null : Format.of("%.4f", after.nll()),
            "nats an image; less is better"),
        new Row(
            "Brier score",
            Format.of("%.4f", before.brier()),
            after == null ? null : Format.of("%.4f", after.brier()),
            "0 to 2; less is better"));
  }

  private static Side side(String title, Calibration calibration, int images, Svg svg) {
    List<Charts.Point> points =
        calibration.bins().stream()
            .map(
                b ->
                    new Charts.Point(
                        b.confidence(),
                        b.accuracy().value(),
                        b.accuracy().low(),
                        b.accuracy().high()))
            .toList();
    List<Charts.Bar> bars =
        calibration.bins().stream()
            .map(b -> new Charts.Bar(b.from(), b.to(), 100.0 * b.images() / images))
            .toList();
    return new Side(
        title,
        svg.of(
            Charts.diagonal("confidence (mean of the bin)", "accuracy", points),
            WIDTH,
            300,
            "Reliability diagram: accuracy by confidence"),
        svg.of(
            Charts.bars("confidence", "images (%)", bars, new Range(0, 1)),
            WIDTH,
            130,
            "Share of the images by confidence"));
  }
}
