package dev.serin.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CropWindowTest {
  @Test
  void of_sidesWithACommonDivisor_takesNoMoreThanTheCrop() {
    // 45 pixels become 16.
    assertThat(CropWindow.of(720, 256, 16, 240)).isEqualTo(new CropWindow(45, 675, 16, 240));
  }

  @Test
  void of_sidesWithoutOne_takesAFewMore() {
    assertThat(CropWindow.of(960, 341, 58, 282)).isEqualTo(new CropWindow(76, 884, 27, 314));
  }

  @Test
  void of_anySides_coversTheCropAndLiesOnPixels() {
    SplittableRandom random = new SplittableRandom(5);
    for (int run = 0; run < 20_000; run++) {
      int resized = 1 + random.nextInt(600);
      int length = resized + random.nextInt(4000);
      int from = random.nextInt(resized);
      int to = from + 1 + random.nextInt(resized - from);
      CropWindow window = CropWindow.of(length, resized, from, to);
      String what = "run %s: %s to %s, crop %s to %s: %s";
      double ratio = (double) length / resized;
      assertThat(
              0 <= window.resizedFrom()
                  && window.resizedFrom() <= from
                  && to <= window.resizedTo()
                  && window.resizedTo() <= resized)
          .as(what, run, length, resized, from, to, window)
          .isTrue();
      assertThat(Math.abs(window.from() - window.resizedFrom() * ratio))
          .as(what, run, length, resized, from, to, window)
          .isLessThanOrEqualTo(1.0 / 64);
      assertThat(Math.abs(window.to() - window.resizedTo() * ratio))
          .as(what, run, length, resized, from, to, window)
          .isLessThanOrEqualTo(1.0 / 64);
    }
  }
}
