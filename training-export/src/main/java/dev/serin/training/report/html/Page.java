package dev.serin.training.report.html;

import dev.serin.training.report.Metrics;
import dev.serin.training.report.ReportInput;
import dev.serin.training.report.stats.Proportion;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the template of the report reads. A section that is null is left out. */
record Page(
    String model,
    String version,
    @Nullable String description,
    String accuracy,
    String interval,
    String right,
    String images,
    List<Fact> facts,
    List<Findings.Finding> findings,
    @Nullable CurvesView curves,
    ConfusionView confusion,
    ClassesView classes,
    CalibrationView calibration,
    MistakesView mistakes,
    @Nullable SlicesView slices,
    @Nullable LatencyView latency,
    DataView data,
    List<Fact> settings,
    List<Fact> otherSettings,
    @Nullable ProofView proof,
    CardView card) {

  /** Pictures of a page, as base64; the rest of it is some hundred kilobytes. */
  private static final int PICTURE_BYTES_MAX = 2_500_000;

  private static final Pattern OF_TRAINING =
      Pattern.compile("(network|training|augment|distill|head|finetune)\\.");

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * @param title the whole value where {@code value} is a part of it
   */
  record Fact(String name, String value, String title) {
    Fact(String name, String value) {
      this(name, value, value);
    }
  }

  static Page of(ReportInput input, Metrics metrics) {
    Svg svg = new Svg();
    Thumbnails thumbnails = new Thumbnails(PICTURE_BYTES_MAX);
    Proportion accuracy = metrics.accuracy();
    return new Page(
        input.run().model(),
        input.run().version(),
        input.card().description(),
        Format.percentOf(accuracy),
        Format.interval(accuracy),
        Format.count(accuracy.count()),
        Format.count(accuracy.of()),
        facts(input, metrics),
        Findings.of(input, metrics),
        CurvesView.of(input.epochs(), svg),
        ConfusionView.of(input.test(), metrics.mostConfused()),
        ClassesView.of(metrics),
        CalibrationView.of(metrics, svg),
        MistakesView.of(input.test(), metrics.temperatureOrOne(), thumbnails),
        SlicesView.of(metrics.slices(), accuracy.value()),
        LatencyView.of(input.latency(), svg),
        DataView.of(input, thumbnails, svg),
        settings(input, true),
        settings(input, false),
        ProofView.of(input),
        CardView.of(input, metrics));
  }

  /** Those of the training proper, or all others: where files lie, how pixels are read. */
  private static List<Fact> settings(ReportInput input, boolean ofTraining) {
    return input.settings().entrySet().stream()
        .filter(e -> OF_TRAINING.matcher(e.getKey()).lookingAt() == ofTraining)
        .map(e -> new Fact(e.getKey(), e.getValue()))
        .toList();
  }

  private static List<Fact> facts(ReportInput input, Metrics metrics) {
    ReportInput.Run run = input.run();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Trained", DATE.format(run.date())));
    facts.add(new Fact("Run", run.id()));
    if (run.network() != null) {
      facts.add(new Fact("Network", run.network()));
    }
    facts.add(new Fact("Classes", Format.count(input.test().classes())));
    if (metrics.top5() != null) {
      facts.add(new Fact("Top-5 accuracy", Format.percent(metrics.top5().value())));
    }
    facts.add(new Fact("Mean F1", Format.percent(metrics.macroF1())));
    if (input.latency() != null) {
      facts.add(new Fact("Latency, median", Format.milliseconds(input.latency().p50())));
    }
    facts.add(new Fact("Seed", String.valueOf(run.seed())));
    facts.add(new Fact("Commit", Format.abbreviated(run.commit()), run.commit()));
    facts.add(
        new Fact(
            "Data", Format.abbreviated(input.data().digest()), "SHA-256 " + input.data().digest()));
    return facts;
  }
}
