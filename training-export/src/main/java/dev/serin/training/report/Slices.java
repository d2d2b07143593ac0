package dev.serin.training.report;

import dev.serin.training.report.stats.Hypotheses;
import dev.serin.training.report.stats.PairedDifference;
import dev.serin.training.report.stats.Proportion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Looks whether some kinds of test images are classified better or worse than the others. A slice
 * is compared with the other test images by Fisher's exact test, a variant with the same images as
 * they are by McNemar's; the p-values are raised after Holm for the number of slices.
 */
final class Slices {
  static final double LEVEL = 0.05;

  private static final int PARTS = 3;

  /** Classes whose sizes differ by less are of one size. */
  private static final double UNEQUAL = 1.5;

  private final Answers test;
  private final BitSet right = new BitSet();
  private final List<SliceMetrics> found = new ArrayList<>();

  private Slices(Answers test) {
    this.test = test;
    for (int i = 0; i < test.size(); i++) {
      right.set(i, test.right(i));
    }
  }

  /**
   * @param facts of the test images, or of some of them
   * @param trainCounts how many training images each class has
   */
  static List<SliceMetrics> of(
      Answers test, List<ImageFacts> facts, int[] trainCounts, List<NamedSlice> named) {
    Slices slices = new Slices(test);
    named.forEach(slices::add);
    BitSet looked = new BitSet();
    facts.forEach(f -> looked.set(f.index()));
    slices.byFormat(facts, looked);
    slices.byThirds(
        "size (√area)", facts, looked, f -> Math.sqrt((double) f.area()), "%.0f to %.0f px");
    slices.byThirds("brightness", facts, looked, ImageFacts::brightness, "%.0f to %.0f of 255");
    slices.byClassFrequency(trainCounts);
    return corrected(slices.found);
  }

  private void byFormat(List<ImageFacts> facts, BitSet looked) {
    Map<String, BitSet> formats = new TreeMap<>();
    for (ImageFacts fact : facts) {
      formats.computeIfAbsent(fact.format(), f -> new BitSet()).set(fact.index());
    }
    if (formats.size() > 1) {
      formats.forEach((format, members) -> part("format", named(format), members, looked));
    }
  }

  private static String named(String format) {
    return format.isEmpty() ? "none in the name" : format;
  }

  private void byThirds(
      String group,
      List<ImageFacts> facts,
      BitSet looked,
      ToDoubleFunction<ImageFacts> measure,
      String range) {
    double[] values = facts.stream().mapToDouble(measure).sorted().toArray();
    for (int third = 0; third < PARTS && values.length >= PARTS; third++) {
      double from = third == 0 ? Double.NEGATIVE_INFINITY : values[third * values.length / PARTS];
      double to =
          third == PARTS - 1
              ? Double.POSITIVE_INFINITY
              : values[(third + 1) * values.length / PARTS];
      BitSet members = new BitSet();
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (ImageFacts fact : facts) {
        double value = measure.applyAsDouble(fact);
        if (value >= from && value < to) {
          members.set(fact.index());
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
      part(group, String.format(Locale.ROOT, range, low, high), members, looked);
    }
  }

  private void byClassFrequency(int[] trainCounts) {
    int[] sorted = trainCounts.clone();
    Arrays.sort(sorted);
    if (sorted.length < PARTS || sorted[sorted.length - 1] < UNEQUAL * sorted[0]) {
      return;
    }
    int rare = sorted[sorted.length / PARTS];
    int frequent = sorted[2 * sorted.length / PARTS];
    BitSet all = new BitSet();
    all.set(0, test.size());
    part("class size", "below " + rare + " training images", ofClasses(trainCounts, 0, rare), all);
    part(
        "class size",
        rare + " to below " + frequent + " training images",
        ofClasses(trainCounts, rare, frequent),
        all);
    part(
        "class size",
        frequent + " training images or more",
        ofClasses(trainCounts, frequent, Integer.MAX_VALUE),
        all);
  }

  private BitSet ofClasses(int[] trainCounts, int from, int to) {
    BitSet members = new BitSet();
    for (int i = 0; i < test.size(); i++) {
      int count = trainCounts[test.truth()[i]];
      members.set(i, count >= from && count < to);
    }
    return members;
  }

  private void add(NamedSlice slice) {
    if (slice instanceof NamedSlice.Part part) {
      BitSet all = new BitSet();
      all.set(0, test.size());
      part("named", part.name(), part.members(), all);
    } else if (slice instanceof NamedSlice.Variant variant) {
      add(slice.name(), variant.answers(), true);
    } else if (slice instanceof NamedSlice.Others others) {
      add(slice.name(), others.answers(), false);
    }
  }

  private void add(String name, Answers answers, boolean variant) {
    if (variant && answers.size() != test.size()) {
      throw new IllegalArgumentException(
          "the variant '"
              + name
              + "' has "
              + answers.size()
              + " images, the test set "
              + test.size());
    }
    BitSet theirs = new BitSet();
    for (int i = 0; i < answers.size(); i++) {
      theirs.set(i, answers.right(i));
    }
    int correct = theirs.cardinality();
    double p;
    if (variant) {
      BitSet both = (BitSet) theirs.clone();
      both.and(right);
      int shared = both.cardinality();
      p = PairedDifference.mcNemar(right.cardinality() - shared, correct - shared);
    } else {
      p = Hypotheses.fisher(correct, answers.size(), right.cardinality(), test.size());
    }
    add(
        "named",
        name,
        Proportion.of(correct, answers.size()),
        Proportion.of(right.cardinality(), test.size()),
        p);
  }

  /** A slice of the images {@code of}; one that is empty or all of them says nothing. */
  private void part(String group, String name, BitSet members, BitSet of) {
    BitSet others = (BitSet) of.clone();
    others.andNot(members);
    if (members.isEmpty() || others.isEmpty()) {
      return;
    }
    Proportion in = share(members);
    Proportion out = share(others);
    add(group, name, in, out, Hypotheses.fisher(in.count(), in.of(), out.count(), out.of()));
  }

  private Proportion share(BitSet members) {
    BitSet both = (BitSet) members.clone();
    both.and(right);
    return Proportion.of(both.cardinality(), members.cardinality());
  }

  private void add(String group, String name, Proportion accuracy, Proportion rest, double p) {
    found.add(new SliceMetrics(group, name, accuracy, rest, p, p, false));
  }

  private static List<SliceMetrics> corrected(List<SliceMetrics> found) {
    double[] raised = Hypotheses.holm(found.stream().mapToDouble(SliceMetrics::p).toArray());
    List<SliceMetrics> all = new ArrayList<>();
    for (int i = 0; i < raised.length; i++) {
      SliceMetrics s = found.get(i);
      all.add(
          new SliceMetrics(
              s.group(),
              s.name(),
              s.accuracy(),
              s.compared(),
              s.p(),
              raised[i],
              raised[i] < LEVEL));
    }
    return all;
  }
}
