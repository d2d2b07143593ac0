package dev.serin.training;

import dev.serin.training.report.stats.PairedDifference;
import dev.serin.training.runs.RunComparison;
import dev.serin.training.runs.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs as lines of text. */
final class RunsTable {
  private static final String NONE = "-";

  private RunsTable() {}

  static List<String> of(List<RunSummary> runs) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "RUN",
            "MODEL",
            "VERSION",
            "DATE",
            "EPOCHS",
            "BEST VALIDATION",
            "TEST",
            "IMAGES/S",
            "STATE"));
    for (RunSummary run : runs) {
      rows.add(
          List.of(
              run.id(),
              run.model(),
              run.version(),
              orNone(run.date()),
              run.epochs() + (run.epochsPlanned() == null ? "" : "/" + run.epochsPlanned()),
              best(run),
              percent(run.testAccuracy()),
              run.imagesPerSecond() == null ? NONE : format("%,.0f", run.imagesPerSecond()),
              run.state().name().toLowerCase(Locale.ROOT)));
    }
    return aligned(rows);
  }

  static List<String> of(RunComparison comparison) {
    List<String> lines = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("", comparison.runs().stream().map(RunSummary::id).toList()));
    comparison.settings().forEach((name, values) -> rows.add(row(name, texts(values))));
    if (comparison.settings().isEmpty()) {
      rows.add(List.of("(no setting differs)"));
    }
    rows.add(List.of(""));
    comparison.metrics().forEach((name, values) -> rows.add(row(name, numbers(values))));
    if (comparison.metrics().isEmpty()) {
      rows.add(List.of("(none of them was measured)"));
    }
    lines.addAll(aligned(rows));
    lines.add("");
    for (int i = 0; i < comparison.differences().size(); i++) {
      RunComparison.Difference difference = comparison.differences().get(i);
      lines.add(
          difference == null
              ? comparison.runs().get(i + 1).id()
                  + ": no images that both answered are kept, so nothing is said of a difference"
              : text(difference, comparison.runs().get(0).id()));
    }
    return lines;
  }

  private static String text(RunComparison.Difference difference, String first) {
    PairedDifference paired = difference.paired();
    return format(
        "%s: %+.2f points of accuracy against %s (95 %% interval %+.2f to %+.2f) on the same %,d"
            + " images; only it is right on %,d, only the other on %,d (McNemar, p = %.4f)",
        difference.run(),
        100 * paired.difference(),
        first,
        100 * paired.low(),
        100 * paired.high(),
        paired.images(),
        paired.onlySecond(),
        paired.onlyFirst(),
        paired.p());
  }

  private static String best(RunSummary run) {
    return run.validationAccuracy() == null || run.bestEpoch() == null
        ? NONE
        : format("%.2f %% (epoch %d)", 100 * run.validationAccuracy(), run.bestEpoch());
  }

  private static String percent(@Nullable Double share) {
    return share == null ? NONE : format("%.2f %%", 100 * share);
  }

  private static List<String> row(String name, List<String> values) {
    List<String> row = new ArrayList<>();
    row.add(name);
    row.addAll(values);
    return row;
  }

  private static List<String> texts(List<@Nullable String> values) {
    return values.stream().map(RunsTable::orNone).toList();
  }

  private static List<String> numbers(List<@Nullable Double> values) {
    return values.stream()
        .map(
            v ->
                v == null
                    ? NONE
                    : v == Math.rint(v) && Math.abs(v) < 1e9
                        ? format("%,.0f", v)
                        : format(Math.abs(v) < 10 ? "%.4f" : "%,.1f", v))
        .toList();
  }

  private static String orNone(@Nullable String value) {
    return value == null || value.isEmpty() ? NONE : value;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Columns as wide as their widest value. */
  private static List<String> aligned(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      // A line of one value is a sentence, not a column.
      for (int c = 0; c < row.size() && row.size() > 1; c++) {
        if (c == widths.size()) {
          widths.add(0);
        }
        widths.set(c, Math.max(widths.get(c), row.get(c).length()));
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        line.append(row.get(c));
        if (c + 1 < row.size()) {
          line.append(" ".repeat(widths.get(c) - row.get(c).length() + 2));
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
