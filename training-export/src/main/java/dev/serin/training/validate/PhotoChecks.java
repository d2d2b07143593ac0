package dev.serin.training.validate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** What can be said of each photo by itself, measured against the others of the set. */
final class PhotoChecks {
  private final Thresholds thresholds;

  PhotoChecks(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  List<Finding> findings(List<Measure> measures) {
    List<Measure.Look> looks =
        measures.stream().map(Measure::look).filter(Objects::nonNull).toList();
    double side = median(looks, Measure.Look::shortSide);
    double edges =
        Math.min(
            thresholds.edgesMax(),
            thresholds.edgesShare() * median(looks, look -> look.sharpness.edges()));
    double variance =
        Math.min(
            thresholds.varianceMax(),
            thresholds.varianceShare() * median(looks, look -> look.sharpness.variance()));
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < measures.size(); i++) {
      Measure measure = measures.get(i);
      if (measure.fault().isPresent()) {
        Measure.Fault fault = measure.fault().get();
        findings.add(new Finding(fault.check(), Severity.ERROR, List.of(i), fault.text()));
      } else if (measure.look() != null) {
        shape(findings, i, measure.look(), side);
        content(findings, i, measure.look(), edges, variance);
      }
    }
    return findings;
  }

  private void shape(List<Finding> findings, int i, Measure.Look look, double median) {
    int side = look.shortSide();
    if (side < thresholds.sideMin()
        || (side < thresholds.sideSmall() && side < thresholds.sideShare() * median)) {
      add(
          findings,
          Check.TINY,
          i,
          "%d x %d pixels; half of the photos have %.0f or more on the shorter side",
          look.width,
          look.height,
          median);
    }
    if (look.aspect() > thresholds.aspectMax()) {
      add(
          findings,
          Check.ASPECT,
          i,
          "%d x %d pixels: one side is %.1f times the other",
          look.width,
          look.height,
          look.aspect());
    }
  }

  /** One finding at most: what is dark is often blank, and what is blank is never sharp. */
  private void content(
      List<Finding> findings, int i, Measure.Look look, double edges, double variance) {
    Tone tone = look.tone;
    if (tone.high() <= thresholds.darkMax()) {
      add(findings, Check.DARK, i, "95 %% of the pixels are at most %d of 255", tone.high());
    } else if (tone.low() >= thresholds.brightMin()) {
      add(findings, Check.BRIGHT, i, "95 %% of the pixels are at least %d of 255", tone.low());
    } else if (tone.deviation() <= thresholds.blankMax()) {
      add(findings, Check.BLANK, i, "brightness varies by %.1f levels", tone.deviation());
    } else if (look.sharpness.edges() < edges || look.sharpness.variance() < variance) {
      add(
          findings,
          Check.BLURRY,
          i,
          "edges %.2f (blurry below %.2f), variance of the Laplacian %.1f (below %.1f)",
          look.sharpness.edges(),
          edges,
          look.sharpness.variance(),
          variance);
    }
  }

  private static void add(
      List<Finding> findings, Check check, int i, String text, Object... values) {
    Severity severity = check == Check.BLANK ? Severity.ERROR : Severity.WARNING;
    findings.add(
        new Finding(check, severity, List.of(i), String.format(Locale.ROOT, text, values)));
  }

  private static double median(List<Measure.Look> looks, ToDoubleFunction<Measure.Look> value) {
    double[] values = looks.stream().mapToDouble(value).sorted().toArray();
    Arrays.sort(values);
    return values.length == 0 ? 0 : values[values.length / 2];
  }
}
