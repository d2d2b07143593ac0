package dev.serin.training.validate;

import dev.serin.training.data.Parallel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Asks the most similar other photos about each label (leave-one-out k nearest neighbours, by
 * cosine). Labels are doubted only where neighbours mostly know the label at all: else the features
 * cannot tell these classes apart.
 */
final class LabelChecks {
  /** Photos that are asked; of more, this many are drawn. Bounds the work to linear. */
  private static final int ASKED_MAX = 8_000;

  private static final long SEED = 7;

  private final Thresholds thresholds;
  private final int threads;

  LabelChecks(Thresholds thresholds, int threads) {
    this.thresholds = thresholds;
    this.threads = threads;
  }

  /**
   * @param findings labels in doubt; none where {@code separable} is too low
   * @param separable share of the photos whose label most neighbours have; empty where there are
   *     too few photos to ask
   */
  record Result(List<Finding> findings, OptionalDouble separable) {}

  /**
   * @param usable numbers of the photos with nothing else wrong that hides what they show
   */
  Result labels(List<Subject> subjects, List<Integer> usable) {
    if (usable.size() <= thresholds.neighbours()) {
      return new Result(List.of(), OptionalDouble.empty());
    }
    List<Integer> asked = asked(usable);
    List<Vote> votes =
        Parallel.map(usable.size(), threads, at -> vote(subjects, usable.get(at), asked));
    double right = votes.stream().filter(v -> v.best.equals(v.own)).count();
    double separable = right / votes.size();
    List<Finding> findings = new ArrayList<>();
    if (separable >= thresholds.separableMin()) {
      for (int at = 0; at < votes.size(); at++) {
        Vote vote = votes.get(at);
        if (vote.ownShare <= thresholds.ownMax() && vote.bestShare >= thresholds.otherMin()) {
          findings.add(
              new Finding(
                  Check.LABEL,
                  Severity.WARNING,
                  List.of(usable.get(at)),
                  String.format(
                      Locale.ROOT,
                      "labelled %s; of the %d most similar photos %.0f are %s and %.0f %s",
                      vote.own,
                      thresholds.neighbours(),
                      vote.bestShare * thresholds.neighbours(),
                      vote.best,
                      vote.ownShare * thresholds.neighbours(),
                      vote.own)));
        }
      }
    }
    return new Result(findings, OptionalDouble.of(separable));
  }

  private static List<Integer> asked(List<Integer> usable) {
    if (usable.size() <= ASKED_MAX) {
      return usable;
    }
    SplittableRandom random = new SplittableRandom(SEED);
    List<Integer> drawn = new ArrayList<>(usable);
    for (int i = 0; i < ASKED_MAX; i++) {
      int j = i + random.nextInt(drawn.size() - i);
      int swap = drawn.get(i);
      drawn.set(i, drawn.get(j));
      drawn.set(j, swap);
    }
    return List.copyOf(drawn.subList(0, ASKED_MAX));
  }

  private record Vote(String own, double ownShare, String best, double bestShare) {}

  private Vote vote(List<Subject> subjects, int photo, List<Integer> asked) {
    int k = thresholds.neighbours();
    float[] nearest = new float[k];
    int[] who = new int[k];
    int found = 0;
    float[] own = features(subjects.get(photo));
    String digest = subjects.get(photo).measure().digest();
    for (int other : asked) {
      Subject there = subjects.get(other);
      // A copy of the photo is no second opinion.
      if (there.measure().digest().equals(digest)) {
        continue;
      }
      float cosine = product(own, features(there));
      if (found < k || cosine > nearest[found - 1]) {
        int at = found < k ? found++ : k - 1;
        for (; at > 0 && nearest[at - 1] < cosine; at--) {
          nearest[at] = nearest[at - 1];
          who[at] = who[at - 1];
        }
        nearest[at] = cosine;
        who[at] = other;
      }
    }
    Map<String, Integer> votes = new HashMap<>();
    for (int n = 0; n < found; n++) {
      votes.merge(subjects.get(who[n]).label(), 1, Integer::sum);
    }
    String label = subjects.get(photo).label();
    int ownVotes = votes.getOrDefault(label, 0);
    String best = label;
    for (Map.Entry<String, Integer> entry : new TreeMap<>(votes).entrySet()) {
      if (entry.getValue() > votes.getOrDefault(best, 0)) {
        best = entry.getKey();
      }
    }
    return new Vote(label, ownVotes / (double) k, best, votes.getOrDefault(best, 0) / (double) k);
  }

  private static float[] features(Subject subject) {
    Measure.Look look = subject.measure().look();
    return look == null ? new float[0] : look.features;
  }

  private static float product(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
