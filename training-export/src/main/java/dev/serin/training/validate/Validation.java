package dev.serin.training.validate;

import dev.serin.training.data.Split;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A set of photos that was looked over.
 *
 * @param source where it is
 * @param ignored files that are no photos by their names
 * @param subjects the photos, ordered by name
 * @param findings ordered by check, then photo
 * @param separable share of the photos whose label their neighbours know; empty where not asked
 */
record Validation(
    String source,
    int ignored,
    List<Subject> subjects,
    List<Finding> findings,
    Thresholds thresholds,
    OptionalDouble separable) {

  /**
   * @param findings how many
   * @param photos how many photos these are about
   */
  record Count(Severity worst, int findings, int photos) {}

  boolean hasErrors() {
    return findings.stream().anyMatch(f -> f.severity() == Severity.ERROR);
  }

  List<Finding> of(Check check) {
    return findings.stream().filter(f -> f.check() == check).toList();
  }

  /** Every check, with what it found. */
  Map<Check, Count> counts() {
    Map<Check, Count> counts = new EnumMap<>(Check.class);
    for (Check check : Check.values()) {
      List<Finding> found = of(check);
      counts.put(
          check,
          new Count(
              found.stream().anyMatch(f -> f.severity() == Severity.ERROR)
                  ? Severity.ERROR
                  : Severity.WARNING,
              found.size(),
              (int) found.stream().flatMap(f -> f.photos().stream()).distinct().count()));
    }
    return counts;
  }

  Map<String, Integer> classes() {
    Map<String, Integer> classes = new TreeMap<>();
    subjects.forEach(s -> classes.merge(s.label(), 1, Integer::sum));
    return classes;
  }

  Map<Split, Long> splits() {
    Map<Split, Long> splits = new EnumMap<>(Split.class);
    Arrays.stream(Split.values())
        .forEach(
            split -> splits.put(split, subjects.stream().filter(s -> s.split() == split).count()));
    return splits;
  }

  /** Whether labels were judged. */
  boolean labelsJudged() {
    return separable.isPresent() && separable.getAsDouble() >= thresholds.separableMin();
  }
}
