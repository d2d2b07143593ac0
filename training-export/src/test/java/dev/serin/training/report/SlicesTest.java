package dev.serin.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.worker.image.OpenCv;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SlicesTest {
  private static final List<String> LABELS = SyntheticAnswers.labels(4);

  @BeforeAll
  static void load() {
    OpenCv.load();
  }

  /** A third is JPEG, a third is larger, brightness is drawn; larger ones are harder. */
  private static PaintedImages images(int n) {
    return new PaintedImages(
        n,
        i -> i % 4,
        i -> "a/" + i + (i % 3 == 0 ? ".JPEG" : ".png"),
        i -> i % 5 < 2 ? 20 + i % 3 : 10 + i % 3,
        i -> i * 7919 % 256);
  }

  @Test
  void of_harderLargeImages_flagsThem() {
    PaintedImages images = images(900);
    SplittableRandom random = new SplittableRandom(1);
    Answers test =
        SyntheticAnswers.of(LABELS, images, i -> random.nextInt(100) < (i % 5 < 2 ? 70 : 95));
    List<SliceMetrics> slices =
        Slices.of(test, ImageFacts.of(images, 900), new int[] {9, 9, 9, 9}, List.of());
    assertThat(slices)
        .filteredOn(SliceMetrics::differs)
        .isNotEmpty()
        .allMatch(s -> s.group().startsWith("size"));
    assertThat(slices).filteredOn(s -> s.group().equals("format")).hasSize(2);
    assertThat(slices).filteredOn(s -> s.group().equals("brightness")).hasSize(3);
    for (String group : List.of("format", "brightness", "size (√area)")) {
      assertThat(
              slices.stream()
                  .filter(s -> s.group().equals(group))
                  .mapToInt(s -> s.accuracy().of())
                  .sum())
          .isEqualTo(900);
    }
  }

  @Test
  void of_nothingToFind_raisesFewFalseAlarms() {
    PaintedImages images = images(300);
    List<ImageFacts> facts = ImageFacts.of(images, 300);
    int alarms = 0;
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Answers test = SyntheticAnswers.of(LABELS, images, i -> random.nextInt(100) < 85);
      boolean alarm =
          Slices.of(test, facts, new int[] {10, 90, 90, 40}, List.of()).stream()
              .anyMatch(SliceMetrics::differs);
      alarms += alarm ? 1 : 0;
    }
    // At most 5 % are allowed: more than 20 of 200 would come once in a thousand.
    assertThat(alarms).isLessThanOrEqualTo(20);
  }

  @Test
  void of_classSizes_sliceByTrainingImages() {
    PaintedImages images = images(400);
    Answers test = SyntheticAnswers.of(LABELS, images, i -> i % 4 != 0);
    List<SliceMetrics> slices = Slices.of(test, List.of(), new int[] {5, 100, 100, 200}, List.of());
    assertThat(slices.get(0).name()).isEqualTo("below 100 training images");
    assertThat(slices.get(0).accuracy().count()).isZero();
    assertThat(slices.get(0).differs()).isTrue();
    assertThat(Slices.of(test, List.of(), new int[] {100, 100, 110, 120}, List.of())).isEmpty();
  }

  @Test
  void of_named_variantIsPairedAndPartIsNot() {
    PaintedImages images = images(1000);
    Answers test = SyntheticAnswers.of(LABELS, images, i -> i % 10 != 0);
    Answers variant = SyntheticAnswers.of(LABELS, images, i -> i % 10 != 0 && i % 100 != 7);
    BitSet members = new BitSet();
    members.set(0, 50);
    List<SliceMetrics> slices =
        Slices.of(
            test,
            List.of(),
            new int[] {1, 1, 1, 1},
            List.of(
                new NamedSlice.Variant("negatives", variant),
                new NamedSlice.Others("the same, unpaired", variant),
                new NamedSlice.Part("first", members)));
    // Ten images got worse and none better: clear in pairs, lost without.
    assertThat(slices.get(0).differs()).isTrue();
    assertThat(slices.get(0).p()).isLessThan(0.01);
    assertThat(slices.get(1).differs()).isFalse();
    assertThat(slices.get(2).accuracy().of()).isEqualTo(50);
    Answers half = SyntheticAnswers.of(LABELS, images(10), i -> true);
    assertThatThrownBy(
            () ->
                Slices.of(
                    test,
                    List.of(),
                    new int[4],
                    List.of(new NamedSlice.Variant("negatives", half))))
        .hasMessageContaining("negatives");
  }
}
