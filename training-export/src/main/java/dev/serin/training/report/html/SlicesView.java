package dev.serin.training.report.html;

import dev.serin.training.report.SliceMetrics;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** The accuracy of parts and variants of the test images. */
record SlicesView(List<Row> rows, String overall, String overallAt, String from, String count) {

  record Row(
      String group,
      String name,
      String images,
      ClassesView.Bar accuracy,
      String compared,
      String p,
      boolean differs,
      boolean better) {}

  static @Nullable SlicesView of(List<SliceMetrics> slices, double accuracy) {
    if (slices.isEmpty()) {
      return null;
    }
    double from =
        ClassesView.Bar.from(
            DoubleStream.concat(
                DoubleStream.of(accuracy), slices.stream().mapToDouble(s -> s.accuracy().low())));
    return new SlicesView(
        slices.stream().map(s -> row(s, from)).toList(),
        Format.percent(accuracy),
        ClassesView.Bar.place(accuracy, from),
        Format.of("%.0f", 100 * from),
        Format.count(slices.size()));
  }

  private static Row row(SliceMetrics s, double from) {
    return new Row(
        s.group(),
        s.name(),
        Format.count(s.accuracy().of()),
        ClassesView.Bar.of(s.accuracy(), from),
        Format.percent(s.compared().value()),
        Format.p(s.pOfAll()),
        s.differs(),
        s.accuracy().value() > s.compared().value());
  }
}
