package dev.serin.training.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConfusionTest {
  private static final int[] TRUTH = {0, 0, 0, 0, 1, 1, 1, 2};
  private static final int[] GIVEN = {0, 0, 1, 2, 1, 1, 0, 1};

  @Test
  void counts_byHand() {
    Confusion confusion = new Confusion(TRUTH, GIVEN, 4);
    assertThat(confusion.count(0, 0)).isEqualTo(2);
    assertThat(confusion.count(2, 1)).isEqualTo(1);
    assertThat(confusion.correct()).isEqualTo(4);
    assertThat(confusion.recall(0).value()).isEqualTo(0.5);
    assertThat(confusion.precision(1).value()).isEqualTo(0.5);
    assertThat(confusion.f1(1)).isCloseTo(2 * 0.5 * (2.0 / 3) / (0.5 + 2.0 / 3), within(1e-12));
    assertThat(confusion.f1(2)).isZero();
    assertThat(confusion.f1(3)).isNaN();
    assertThat(confusion.balancedAccuracy()).isCloseTo((0.5 + 2.0 / 3 + 0) / 3, within(1e-12));
  }

  @Test
  void counts_draws_sumToTheImages() {
    SplittableRandom random = new SplittableRandom(3);
    int[] truth = random.ints(1000, 0, 7).toArray();
    int[] given = random.ints(1000, 0, 7).toArray();
    Confusion confusion = new Confusion(truth, given, 7);
    int sum = 0;
    for (int t = 0; t < 7; t++) {
      int row = 0;
      int column = 0;
      for (int p = 0; p < 7; p++) {
        row += confusion.count(t, p);
        column += confusion.count(p, t);
      }
      assertThat(row).isEqualTo(confusion.truth(t));
      assertThat(column).isEqualTo(confusion.predicted(t));
      sum += row;
    }
    assertThat(sum).isEqualTo(1000).isEqualTo(confusion.images());
    int off = confusion.mostConfused(100).stream().mapToInt(Confusion.Pair::count).sum();
    assertThat(off).isEqualTo(1000 - confusion.correct());
  }

  @Test
  void mostConfused_largestFirst() {
    int[] truth = {0, 0, 0, 1, 1, 2, 2, 2, 2};
    int[] given = {1, 1, 0, 2, 2, 0, 0, 0, 2};
    assertThat(new Confusion(truth, given, 3).mostConfused(2))
        .containsExactly(new Confusion.Pair(2, 0, 3, 0.75), new Confusion.Pair(1, 2, 2, 1));
  }

  @Test
  void meanF1_classesWithoutImages_areNotCounted() {
    // Classes 2 to 41 have no images, and are given once each.
    int[] truth = new int[200];
    int[] given = new int[200];
    for (int i = 0; i < 200; i++) {
      truth[i] = i % 2;
      given[i] = i % 5 == 0 ? 2 + i / 5 : i % 2;
    }
    Confusion confusion = new Confusion(truth, given, 42);
    assertThat(confusion.meanF1()).isCloseTo(2 * 80.0 / 180, within(1e-12));
    Interval interval = F1Intervals.of(truth, given, 42, 1).ofMean();
    assertThat(interval.contains(confusion.meanF1())).isTrue();
    assertThat(interval.high() - interval.low()).isLessThan(0.12);
  }

  @Test
  void f1Intervals_sameSeed_sameAndAroundTheValue() {
    SplittableRandom random = new SplittableRandom(4);
    int[] truth = random.ints(400, 0, 3).toArray();
    int[] given = Arrays.stream(truth).map(t -> random.nextInt(4) == 0 ? (t + 1) % 3 : t).toArray();
    Confusion confusion = new Confusion(truth, given, 3);
    F1Intervals intervals = F1Intervals.of(truth, given, 3, 1);
    for (int c = 0; c < 3; c++) {
      Interval interval = intervals.ofClass(c);
      assertThat(interval.contains(confusion.f1(c))).isTrue();
      // The delta method for F1 = 2a / (2a + b), b mistakes: sd = 2 sqrt(a b (a + b)) / (2a + b)^2.
      double a = confusion.count(c, c);
      double b = confusion.truth(c) + confusion.predicted(c) - 2 * a;
      double sd = 2 * Math.sqrt(a * b * (a + b)) / Math.pow(2 * a + b, 2);
      assertThat(interval.high() - interval.low()).isCloseTo(2 * 1.96 * sd, within(0.3 * sd));
    }
    assertThat(intervals.ofMean().contains(confusion.meanF1())).isTrue();
    assertThat(F1Intervals.of(truth, given, 3, 1).ofMean()).isEqualTo(intervals.ofMean());
    assertThat(F1Intervals.of(truth, given, 3, 2).ofMean()).isNotEqualTo(intervals.ofMean());
    assertThat(F1Intervals.of(truth, given, 4, 1).ofClass(3)).isEqualTo(new Interval(0, 1));
  }
}
