package dev.serin.training.report.html;

import dev.serin.training.report.Certificate;
import dev.serin.training.report.ClassMetrics;
import dev.serin.training.report.Metrics;
import dev.serin.training.report.ReportInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model card: what is known of the model, for those who did not make it. Its parts are those of
 * M. Mitchell et al., "Model cards for model reporting", 2019, as far as there are facts for them.
 *
 * @param description as configured; null where nothing was
 * @param intendedUse as configured
 * @param limits as configured
 */
record CardView(
    @Nullable String description,
    @Nullable String intendedUse,
    @Nullable String limits,
    String task,
    String metrics,
    String data,
    String made,
    List<String> knownLimits) {

  /** Below so many test images a class's recall is known to some ten points only. */
  private static final int TEST_IMAGES_MIN = 50;

  static CardView of(ReportInput input, Metrics metrics) {
    ReportInput.Card card = input.card();
    return new CardView(
        card.description(),
        card.intendedUse(),
        card.limits(),
        task(input),
        metricsText(metrics),
        data(input),
        made(input),
        limits(metrics));
  }

  private static String task(ReportInput input) {
    List<String> labels = input.test().labels();
    int shown = Math.min(labels.size(), 12);
    return Format.of(
        "%s (version %s) gives an image one of %d classes: %s%s.",
        input.run().model(),
        input.run().version(),
        labels.size(),
        String.join(", ", labels.subList(0, shown)),
        shown < labels.size() ? " and " + (labels.size() - shown) + " more" : "");
  }

  private static String metricsText(Metrics metrics) {
    return Format.of(
        "Accuracy %s (95 %% interval %s) on %s test images; mean F1 of the classes %s (%s).",
        Format.percentOf(metrics.accuracy()),
        Format.interval(metrics.accuracy()),
        Format.count(metrics.accuracy().of()),
        Format.percent(metrics.macroF1()),
        Format.interval(metrics.macroF1Interval()));
  }

  private static String data(ReportInput input) {
    String licence = input.data().licence();
    return Format.of(
        "%,d training, %,d validation and %,d test images, SHA-256 %s. Licence: %s.",
        input.data().train().size(),
        input.data().validation().size(),
        input.test().size(),
        input.data().digest(),
        licence == null || licence.isBlank() ? "not told" : licence);
  }

  private static String made(ReportInput input) {
    ReportInput.Run run = input.run();
    StringBuilder text = new StringBuilder();
    text.append("Run ").append(run.id()).append(", begun ").append(run.date());
    if (run.network() != null) {
      text.append("; network: ").append(run.network());
    }
    if (!input.epochs().isEmpty()) {
      text.append("; ").append(Format.plural(input.epochs().size(), "epoch", "epochs"));
    }
    text.append("; seed ").append(run.seed()).append("; code ").append(run.commit()).append('.');
    Certificate proof = input.certificate();
    if (proof != null) {
      text.append(" Made with ").append(ProofView.libraries(proof.libraries())).append('.');
    }
    return text.toString();
  }

  private static List<String> limits(Metrics metrics) {
    List<String> limits = new ArrayList<>();
    limits.add(
        "It gives every image one of its classes, an image of something else too; only a low"
            + " probability may tell.");
    limits.add(
        "The figures hold for images like the test images. Other cameras, places or times are not"
            + " measured by them.");
    metrics.classes().stream()
        .filter(c -> c.recall().of() > 0)
        .min(Comparator.comparingDouble(c -> c.recall().value()))
        .ifPresent(c -> limits.add(weakest(c)));
    long few = metrics.classes().stream().filter(c -> c.recall().of() < TEST_IMAGES_MIN).count();
    if (few > 0) {
      limits.add(
          Format.of(
              "%s fewer than %d test images, so that little is known of %s.",
              few == 1 ? "One class has" : few + " classes have",
              TEST_IMAGES_MIN,
              few == 1 ? "it" : "them"));
    }
    return limits;
  }

  private static String weakest(ClassMetrics c) {
    return Format.of(
        "Its weakest class is %s: %s of its images are recognised (%s).",
        c.label(), Format.percent(c.recall().value()), Format.interval(c.recall()));
  }
}
