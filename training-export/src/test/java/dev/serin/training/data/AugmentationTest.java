package dev.serin.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final byte[] IMAGE = {10, 20, 30, 40, 50, 60};

  @Test
  void apply_nothingAsked_changesNothing() {
    assertThat(apply(new Augmentation(0, 0, 0), 1)).isEqualTo(IMAGE);
  }

  @Test
  void apply_alwaysInvert_givesTheNegative() {
    assertThat(apply(new Augmentation(1, 0, 0), 1)).containsExactly(245, 235, 225, 215, 205, 195);
    assertThat(Augmentation.inverted(IMAGE)).containsExactly(245, 235, 225, 215, 205, 195);
  }

  @Test
  void apply_alwaysFlip_mirrorsEachRow() {
    assertThat(apply(new Augmentation(0, 1, 0), 1)).containsExactly(30, 20, 10, 60, 50, 40);
  }

  @Test
  void apply_shift_movesByAtMostThatManyPixels() {
    byte[] dot = new byte[25];
    dot[12] = 9;
    Set<Integer> places = new HashSet<>();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      byte[] moved = new Augmentation(0, 0, 1).apply(dot, 5, random);
      for (int p = 0; p < moved.length; p++) {
        if (moved[p] != 0) {
          places.add(p);
        }
      }
    }
    assertThat(places).containsExactlyInAnyOrder(6, 7, 8, 11, 12, 13, 16, 17, 18);
  }

  @Test
  void apply_halfInverted_invertsAboutHalf() {
    SplittableRandom random = new SplittableRandom(5);
    int inverted = 0;
    for (int i = 0; i < 10_000; i++) {
      if (new Augmentation(0.5, 0, 0).apply(IMAGE, 3, random)[0] != IMAGE[0]) {
        inverted++;
      }
    }
    assertThat(inverted).isBetween(4_800, 5_200);
  }

  @Test
  void construct_badValues_nameTheKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Augmentation(1.5, 0, 0))
        .withMessageContaining("augment.invert-background");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Augmentation(0, Double.NaN, 0))
        .withMessageContaining("augment.flip");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Augmentation(0, 0, -1))
        .withMessageContaining("augment.shift");
  }

  private static byte[] apply(Augmentation augmentation, long seed) {
    return augmentation.apply(IMAGE, 3, new SplittableRandom(seed));
  }
}
