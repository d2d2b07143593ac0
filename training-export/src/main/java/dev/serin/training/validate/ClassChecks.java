package dev.serin.training.validate;

import dev.serin.training.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds classes that have few photos, and sets that cannot be trained on for want of them. */
final class ClassChecks {
  private final Thresholds thresholds;

  ClassChecks(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  /** How many photos of a class can be read, and how many of these are to train on. */
  private record Members(int photos, int train) {
    Members and(Subject subject) {
      if (subject.measure().fault().isPresent()) {
        return this;
      }
      return new Members(photos + 1, train + (subject.split() == Split.TRAIN ? 1 : 0));
    }
  }

  /** What training would refuse is an error. */
  List<Finding> findings(List<Subject> subjects) {
    Map<String, Members> classes = new TreeMap<>();
    for (Subject subject : subjects) {
      Members members = classes.getOrDefault(subject.label(), new Members(0, 0));
      classes.put(subject.label(), members.and(subject));
    }
    List<Finding> findings = new ArrayList<>();
    if (classes.size() == 1) {
      add(
          findings,
          Severity.ERROR,
          "all photos are of one class, %s: there is nothing to tell apart"
              .formatted(classes.keySet()));
    }
    int most = classes.values().stream().mapToInt(Members::photos).max().orElse(0);
    classes.forEach((label, members) -> check(findings, label, members, most));
    return findings;
  }

  private void check(List<Finding> findings, String label, Members members, int most) {
    if (members.photos() == 0) {
      add(findings, Severity.ERROR, "class %s has no photo that can be read".formatted(label));
    } else if (members.photos() == 1) {
      add(
          findings,
          Severity.ERROR,
          "class %s has one photo: 2 are the least, and dozens the least that help"
              .formatted(label));
    } else if (members.train() == 0) {
      add(
          findings,
          Severity.ERROR,
          "no photo of class %s is left to train on: all %,d are to measure"
              .formatted(label, members.photos()));
    } else if (members.photos() * thresholds.imbalance() < most) {
      add(
          findings,
          Severity.WARNING,
          "class %s has %,d photos, the largest has %,d".formatted(label, members.photos(), most));
    }
  }

  private static void add(List<Finding> findings, Severity severity, String text) {
    findings.add(new Finding(Check.IMBALANCE, severity, List.of(), text));
  }
}
