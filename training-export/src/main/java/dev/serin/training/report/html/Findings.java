package dev.serin.training.report.html;

import dev.serin.training.report.Certificate;
import dev.serin.training.report.ClassMetrics;
import dev.serin.training.report.EpochPoint;
import dev.serin.training.report.Metrics;
import dev.serin.training.report.ReportInput;
import dev.serin.training.report.SliceMetrics;
import dev.serin.training.report.stats.Calibration;
import dev.serin.training.report.stats.Confusion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The few sentences that a reader should not miss, from the figures alone. */
final class Findings {
  /** A validation loss this much above its least says that the training went on too long. */
  private static final double LOSS_RISE_MAX = 1.05;

  private final List<Finding> found = new ArrayList<>();

  private Findings() {}

  /**
   * @param alarm whether something should be done about it
   */
  record Finding(String text, boolean alarm) {}

  static List<Finding> of(ReportInput input, Metrics metrics) {
    Findings findings = new Findings();
    findings.baseline(metrics);
    findings.weakest(metrics);
    findings.confused(input.test().labels(), metrics);
    findings.calibration(metrics, "fold".equals(input.settings().get("export.temperature")));
    findings.slices(metrics.slices());
    findings.training(input.epochs());
    findings.proof(input.certificate());
    return List.copyOf(findings.found);
  }

  private void baseline(Metrics metrics) {
    boolean poor = metrics.accuracy().low() <= metrics.largestClass();
    add(
        poor,
        "Always naming the largest class would be right for %s of the test images%s.",
        Format.percent(metrics.largestClass()),
        poor ? "; this network is not shown to be better" : "");
  }

  private void weakest(Metrics metrics) {
    metrics.classes().stream()
        .filter(c -> c.recall().of() > 0)
        .min(Comparator.comparingDouble(ClassMetrics::f1))
        .ifPresent(
            c ->
                add(
                    false,
                    "Weakest class: %s, F1 %s (%s), recall %s, precision %s.",
                    c.label(),
                    Format.percent(c.f1()),
                    Format.interval(c.f1Interval()),
                    Format.percent(c.recall().value()),
                    Format.percent(c.precision().value())));
  }

  private void confused(List<String> labels, Metrics metrics) {
    if (!metrics.mostConfused().isEmpty()) {
      Confusion.Pair pair = metrics.mostConfused().get(0);
      add(
          false,
          "Most frequent mistake: %s taken for %s, %s (%s of all %s).",
          labels.get(pair.truth()),
          labels.get(pair.predicted()),
          Format.plural(pair.count(), "time", "times"),
          Format.percent(pair.share()),
          labels.get(pair.truth()));
    }
  }

  /**
   * @param folded whether the graph divides its logits by the temperature, so that nothing is left
   *     to be done
   */
  private void calibration(Metrics metrics, boolean folded) {
    Calibration before = metrics.calibration();
    double excess = before.meanConfidence() - metrics.accuracy().value();
    boolean bad = before.ece() > 2 * before.eceOfCalibrated() && before.ece() > 0.02;
    String text =
        Format.of(
            "Probabilities %s %.1f points too %s on average (calibration error %.4f)",
            folded ? "were" : "are",
            100 * Math.abs(excess),
            excess > 0 ? "high" : "low",
            before.ece());
    Calibration after = metrics.calibrated();
    Double temperature = metrics.temperature();
    if (after != null && temperature != null) {
      text +=
          Format.of(
              "; a temperature of %.3f%s makes it %.4f",
              temperature, folded ? ", which is part of the graph," : "", after.ece());
    }
    add(bad && !folded, "%s.", text);
  }

  private void slices(List<SliceMetrics> slices) {
    if (slices.isEmpty()) {
      return;
    }
    String worse =
        slices.stream()
            .filter(s -> s.differs() && s.accuracy().value() < s.compared().value())
            .map(
                s ->
                    Format.of(
                        "%s %s (%s instead of %s)",
                        s.group(),
                        s.name(),
                        Format.percent(s.accuracy().value()),
                        Format.percent(s.compared().value())))
            .collect(Collectors.joining("; "));
    if (worse.isEmpty()) {
      add(false, "None of %d slices is worse than the rest beyond chance.", slices.size());
    } else {
      add(true, "Worse than the rest beyond chance: %s.", worse);
    }
  }

  private void training(List<EpochPoint> epochs) {
    if (epochs.isEmpty()) {
      return;
    }
    EpochPoint best =
        epochs.stream().min(Comparator.comparingDouble(EpochPoint::validationLoss)).orElseThrow();
    EpochPoint last = epochs.get(epochs.size() - 1);
    boolean rose = last.validationLoss() > LOSS_RISE_MAX * best.validationLoss();
    add(
        rose,
        "The validation loss was least at epoch %d of %d (%s)%s.",
        best.epoch(),
        last.epoch(),
        Format.number(best.validationLoss()),
        rose
            ? Format.of(
                " and is %s at the end: the training overfits, or its steps are too large",
                Format.number(last.validationLoss()))
            : "");
  }

  private void proof(@Nullable Certificate proof) {
    if (proof != null) {
      add(
          !proof.comparison().passes(),
          "The exported graph %s what was trained (largest difference of a logit %.1e over %,d"
              + " images).",
          proof.comparison().passes() ? "is" : "is NOT",
          proof.comparison().largestDifference(),
          proof.comparison().images());
    }
  }

  private void add(boolean alarm, String format, Object... values) {
    found.add(new Finding(Format.of(format, values), alarm));
  }
}
