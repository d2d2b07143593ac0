package dev.serin.training.validate;

import dev.serin.training.data.Parallel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds photos that are there more than once: the same bytes, and near-copies by {@link
 * Fingerprint}. Compares every two photos; 100,000 of them take 5 thousand million comparisons of
 * 64 bits.
 */
final class DuplicateChecks {
  private final Thresholds thresholds;
  private final int threads;

  DuplicateChecks(Thresholds thresholds, int threads) {
    this.thresholds = thresholds;
    this.threads = threads;
  }

  List<Finding> findings(List<Subject> subjects) {
    List<Finding> findings = new ArrayList<>();
    Collection<List<Integer>> groups = sameBytes(subjects);
    groups.stream()
        .filter(group -> group.size() > 1)
        .forEach(group -> findings.add(copies(subjects, group)));
    near(subjects, groups, findings);
    return findings;
  }

  /** Photos with the same bytes, one by one where there is no second; ordered by the first. */
  private static Collection<List<Integer>> sameBytes(List<Subject> subjects) {
    Map<String, List<Integer>> byDigest = new LinkedHashMap<>();
    for (int i = 0; i < subjects.size(); i++) {
      Measure measure = subjects.get(i).measure();
      // Files that show nothing, such as empty ones, are no copies of a photo.
      if (measure.look() != null) {
        byDigest.computeIfAbsent(measure.digest(), d -> new ArrayList<>()).add(i);
      }
    }
    return byDigest.values();
  }

  private static Finding copies(List<Subject> subjects, List<Integer> group) {
    if (differ(group, i -> subjects.get(i).label())) {
      return new Finding(
          Check.TWO_CLASSES,
          Severity.ERROR,
          group,
          "the same file is of classes " + labels(subjects, group));
    }
    boolean leaks = differ(group, i -> subjects.get(i).split());
    return new Finding(
        Check.DUPLICATE,
        leaks ? Severity.ERROR : Severity.WARNING,
        group,
        "%d files are the same%s".formatted(group.size(), leaks ? ", across splits" : ""));
  }

  private void near(
      List<Subject> subjects, Collection<List<Integer>> groups, List<Finding> findings) {
    // The first of photos with the same bytes is compared for all of them.
    List<List<Integer>> seen = new ArrayList<>();
    List<Fingerprint> prints = new ArrayList<>();
    for (List<Integer> group : groups) {
      Measure.Look look = subjects.get(group.get(0)).measure().look();
      if (look != null) {
        seen.add(group);
        prints.add(look.fingerprint);
      }
    }
    List<List<Integer>> matches = Parallel.map(seen.size(), threads, at -> earlier(prints, at));
    int[] group = new int[seen.size()];
    for (int at = 0; at < group.length; at++) {
      group[at] = at;
      for (int match : matches.get(at)) {
        join(group, at, match);
      }
    }
    Map<Integer, List<Integer>> alike = new TreeMap<>();
    for (int at = 0; at < group.length; at++) {
      alike.computeIfAbsent(root(group, at), g -> new ArrayList<>()).add(at);
    }
    alike.values().stream()
        .filter(members -> members.size() > 1)
        .forEach(members -> findings.add(nearCopies(subjects, seen, prints, members)));
  }

  /** The photos before this one that it is nearly a copy of. */
  private List<Integer> earlier(List<Fingerprint> prints, int at) {
    List<Integer> found = new ArrayList<>(0);
    Fingerprint print = prints.get(at);
    for (int other = 0; other < at; other++) {
      Fingerprint there = prints.get(other);
      if (print.distance(there) <= thresholds.hashBits()
          && print.difference(there) <= thresholds.thumbnailDifference()) {
        found.add(other);
      }
    }
    return found;
  }

  private static Finding nearCopies(
      List<Subject> subjects,
      List<List<Integer>> seen,
      List<Fingerprint> prints,
      List<Integer> members) {
    List<Integer> photos = members.stream().flatMap(at -> seen.get(at).stream()).sorted().toList();
    boolean leaks = differ(photos, i -> subjects.get(i).split());
    Fingerprint first = prints.get(members.get(0));
    Fingerprint second = prints.get(members.get(1));
    String text =
        String.format(
            Locale.ROOT,
            "%d photos are nearly the same: two of them differ in %d of 64 bits, their thumbnails by %.2f of the contrast%s%s",
            photos.size(),
            first.distance(second),
            first.difference(second),
            leaks ? "; across splits" : "",
            differ(photos, i -> subjects.get(i).label())
                ? "; of classes " + labels(subjects, photos)
                : "");
    return leaks
        ? new Finding(Check.LEAK, Severity.ERROR, photos, text)
        : new Finding(Check.NEAR_DUPLICATE, Severity.WARNING, photos, text);
  }

  private static String labels(List<Subject> subjects, List<Integer> group) {
    return String.join(
        ", ", group.stream().map(i -> subjects.get(i).label()).distinct().sorted().toList());
  }

  private static boolean differ(List<Integer> group, java.util.function.IntFunction<Object> value) {
    return group.stream().map(value::apply).distinct().count() > 1;
  }

  private static void join(int[] group, int a, int b) {
    int first = root(group, a);
    int second = root(group, b);
    group[Math.max(first, second)] = Math.min(first, second);
  }

  private static int root(int[] group, int at) {
    int root = at;
    while (group[root] != root) {
      group[root] = group[group[root]];
      root = group[root];
    }
    return root;
  }
}
