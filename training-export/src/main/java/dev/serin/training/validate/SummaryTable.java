package dev.serin.training.validate;

import dev.serin.training.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a terminal shows of a validation. */
final class SummaryTable {
  private static final int EXAMPLES = 2;
  private static final int CLASSES_MAX = 20;

  private SummaryTable() {}

  static List<String> lines(Validation validation) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%,d photos in %d classes in %s; files of other kinds: %,d"
            .formatted(
                validation.subjects().size(),
                validation.classes().size(),
                validation.source(),
                validation.ignored()));
    lines.add("Splits: " + list(validation.splits()));
    lines.add("Classes: " + list(validation.classes()));
    lines.add(labels(validation));
    lines.add("");
    lines.add(row("Check", "", "Findings", "Photos", "Share"));
    validation
        .counts()
        .forEach(
            (check, count) -> {
              String worst = count.findings() == 0 ? "-" : count.worst().label();
              double share = 100.0 * count.photos() / Math.max(1, validation.subjects().size());
              lines.add(
                  row(
                      check.title(),
                      worst,
                      "%,d".formatted(count.findings()),
                      "%,d".formatted(count.photos()),
                      String.format(Locale.ROOT, "%.2f %%", share)));
              examples(validation, check).forEach(lines::add);
            });
    return lines;
  }

  /** Whether labels were judged, and why not. */
  static String labels(Validation validation) {
    if (validation.separable().isEmpty()) {
      return "Labels: not judged, too few photos";
    }
    String share =
        String.format(Locale.ROOT, "%.1f %%", 100 * validation.separable().getAsDouble());
    return validation.labelsJudged()
        ? "Labels: judged by neighbours, which guess %s of them right".formatted(share)
        : "Labels: not judged, neighbours guess only %s of them right (%.0f %% needed); a network's features (--backbone) may tell more"
            .formatted(share, 100 * validation.thresholds().separableMin());
  }

  static String list(Map<?, ? extends Number> counts) {
    String all =
        counts.entrySet().stream()
            .limit(CLASSES_MAX)
            .map(
                e ->
                    (e.getKey() instanceof Split split ? split.label() : e.getKey())
                        + " "
                        + "%,d".formatted(e.getValue().longValue()))
            .collect(Collectors.joining(", "));
    return counts.size() > CLASSES_MAX
        ? all + " and %,d more".formatted(counts.size() - CLASSES_MAX)
        : all;
  }

  private static List<String> examples(Validation validation, Check check) {
    return validation.of(check).stream()
        .limit(EXAMPLES)
        .map(
            f ->
                "    "
                    + f.photos().stream()
                        .limit(EXAMPLES)
                        .map(i -> validation.subjects().get(i).name())
                        .collect(Collectors.joining(", "))
                    + (f.photos().size() > EXAMPLES ? ", ..." : "")
                    + (f.photos().isEmpty() ? "" : ": ")
                    + f.text())
        .toList();
  }

  private static String row(
      String check, String worst, String findings, String photos, String share) {
    return String.format(
        Locale.ROOT, "%-28s %-8s %9s %8s %9s", check, worst, findings, photos, share);
  }
}
