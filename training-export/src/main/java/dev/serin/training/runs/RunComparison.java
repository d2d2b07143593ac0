package dev.serin.training.runs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serin.training.report.stats.PairedDifference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs side by side.
 *
 * @param runs in the order they were given
 * @param settings that are not the same in all runs: for each run the value, null where it has none
 * @param metrics for each run the value, null where it has none
 * @param differences of each later run's accuracy from the first one's; null where too little was
 *     kept of one of them
 */
public record RunComparison(
    List<RunSummary> runs,
    Map<String, List<@Nullable String>> settings,
    Map<String, List<@Nullable Double>> metrics,
    List<@Nullable Difference> differences) {

  /**
   * How much better a run is than the first.
   *
   * @param run its id
   * @param paired on the same images; with McNemar's exact p and Newcombe's interval
   */
  public record Difference(String run, PairedDifference paired) {}

  /**
   * @param folders two or more run folders
   * @throws RunException where one is no run folder
   */
  public static RunComparison of(List<Path> folders) throws IOException {
    List<RunSummary> runs = new ArrayList<>();
    List<Map<String, String>> settings = new ArrayList<>();
    List<JsonNode> metrics = new ArrayList<>();
    for (Path folder : folders) {
      runs.add(RunSummary.of(folder));
      settings.add(RunSummary.settings(folder));
      metrics.add(RunSummary.metrics(folder));
    }
    return new RunComparison(
        runs, differing(settings), sideBySide(metrics), differences(folders, runs));
  }

  private static Map<String, List<@Nullable String>> differing(List<Map<String, String>> settings) {
    Set<String> names = new LinkedHashSet<>();
    settings.forEach(s -> names.addAll(s.keySet()));
    Map<String, List<@Nullable String>> differing = new LinkedHashMap<>();
    for (String name : names) {
      List<@Nullable String> values = new ArrayList<>();
      settings.forEach(s -> values.add(s.get(name)));
      if (values.stream().anyMatch(v -> !Objects.equals(v, values.get(0)))) {
        differing.put(name, values);
      }
    }
    return differing;
  }

  private static Map<String, List<@Nullable Double>> sideBySide(List<JsonNode> metrics) {
    Map<String, List<@Nullable Double>> all = new LinkedHashMap<>();
    for (RunMetric metric : RunMetric.ALL) {
      List<@Nullable Double> values = new ArrayList<>();
      metrics.forEach(m -> values.add(metric.of(m)));
      if (values.stream().anyMatch(Objects::nonNull)) {
        all.put(metric.name(), values);
      }
    }
    return all;
  }

  private static List<@Nullable Difference> differences(List<Path> folders, List<RunSummary> runs)
      throws IOException {
    List<@Nullable Difference> differences = new ArrayList<>();
    AnswersFile first = AnswersFile.read(folders.get(0)).orElse(null);
    for (int i = 1; i < folders.size(); i++) {
      AnswersFile other = AnswersFile.read(folders.get(i)).orElse(null);
      PairedDifference paired =
          first == null || other == null ? null : first.compare(other).orElse(null);
      differences.add(paired == null ? null : new Difference(runs.get(i).id(), paired));
    }
    return differences;
  }
}
