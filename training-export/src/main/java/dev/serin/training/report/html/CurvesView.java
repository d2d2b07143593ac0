package dev.serin.training.report.html;

import dev.serin.training.report.EpochPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jfree.data.xy.XYSeries;
import org.jspecify.annotations.Nullable;

/**
 * How the training went.
 *
 * @param charts as SVG
 */
record CurvesView(List<String> charts, String summary) {
  private static final int WIDTH = 440;
  private static final int HEIGHT = 250;

  static @Nullable CurvesView of(List<EpochPoint> epochs, Svg svg) {
    if (epochs.isEmpty()) {
      return null;
    }
    EpochPoint best =
        epochs.stream().min(Comparator.comparingDouble(EpochPoint::validationLoss)).orElseThrow();
    List<String> charts = new ArrayList<>();
    charts.add(
        svg.of(
            Charts.lines(
                "epoch",
                "loss (nats)",
                best.epoch(),
                series("training", epochs, EpochPoint::loss),
                series("validation", epochs, EpochPoint::validationLoss)),
            WIDTH,
            HEIGHT,
            "Training and validation loss by epoch"));
    XYSeries validation = series("validation", epochs, p -> 100 * p.validationAccuracy());
    XYSeries training =
        series("training", epochs, p -> p.accuracy() == null ? null : 100 * p.accuracy());
    charts.add(
        svg.of(
            training.isEmpty()
                ? Charts.lines("epoch", "validation accuracy (%)", best.epoch(), validation)
                : Charts.lines("epoch", "accuracy (%)", best.epoch(), training, validation),
            WIDTH,
            HEIGHT,
            "Accuracy by epoch"));
    XYSeries rate = series("learning rate", epochs, EpochPoint::learningRate);
    if (!rate.isEmpty()) {
      charts.add(
          svg.of(
              Charts.lines("epoch", "learning rate", Double.NaN, rate),
              WIDTH,
              HEIGHT,
              "Learning rate by epoch"));
    }
    return new CurvesView(charts, summary(epochs, best));
  }

  private static String summary(List<EpochPoint> epochs, EpochPoint best) {
    double seconds = epochs.stream().mapToDouble(EpochPoint::seconds).sum();
    double rate = epochs.stream().mapToDouble(EpochPoint::imagesPerSecond).average().orElse(0);
    return Format.of(
        "%s in %s, %,.0f images a second on average. The validation loss was least at epoch %d"
            + " (%s; accuracy %s), marked by the dashed line.",
        Format.plural(epochs.size(), "epoch", "epochs"),
        Format.duration(seconds),
        rate,
        best.epoch(),
        Format.number(best.validationLoss()),
        Format.percent(best.validationAccuracy()));
  }

  private static XYSeries series(
      String name, List<EpochPoint> epochs, Function<EpochPoint, @Nullable Double> value) {
    XYSeries series = new XYSeries(name);
    for (EpochPoint point : epochs) {
      Double v = value.apply(point);
      if (v != null && Double.isFinite(v)) {
        series.add(point.epoch(), v);
      }
    }
    return series;
  }
}
