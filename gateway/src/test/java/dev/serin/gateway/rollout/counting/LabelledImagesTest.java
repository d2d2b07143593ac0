package dev.serin.gateway.rollout.counting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.worker.testing.LogLines;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LabelledImagesTest {
  private static String hex(long number) {
    return HexFormat.of().toHexDigits(number * 0x9E3779B97F4A7C15L);
  }

  private static LabelledPair pair(long image, long unit) {
    return new LabelledPair(hex(image), "cat", true, true, hex(unit));
  }

  @Test
  void add_full_noMoreAndSaidOnce() {
    try (LogLines lines = new LogLines(LabelledImages.class)) {
      LabelledImages images = new LabelledImages("r", 2);
      for (int i = 0; i < 5; i++) {
        assertThat(images.add(pair(i, i))).isEqualTo(i < 2);
      }
      assertThat(images.drain()).hasSize(2);
      assertThat(lines.all())
          .containsExactly("WARN Rollout r has 2 labelled images and takes no more labels");
    }
  }

  @Test
  void leaveOut_imagesOfAKnownUnit_onceEachAndGivenBack() {
    LabelledImages images = new LabelledImages("r", 10);
    assertThat(images.leaveOut(hex(1), hex(7))).as("its unit is new").isFalse();
    assertThat(images.add(pair(1, 7))).isTrue();
    assertThat(images.leaveOut(hex(2), hex(7))).isTrue();
    assertThat(images.leaveOut(hex(2), hex(7))).isFalse();
    List<LabelledPair> pairs = images.drain();
    List<String> repeated = images.drainRepeated();
    images.giveBack(pairs, repeated);
    assertThat(images.leaveOut(hex(3), hex(7))).isTrue();
    assertThat(images.drainRepeated()).containsExactly(hex(2), hex(3));
    assertThat(images.drain()).isEqualTo(pairs);
  }
}
