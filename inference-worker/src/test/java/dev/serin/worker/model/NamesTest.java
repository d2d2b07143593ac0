package dev.serin.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {
  @Test
  void natural_anyShuffle_sortsNumbersByTheirValue() {
    List<String> sorted =
        List.of(
            "1",
            "01",
            "2",
            "10",
            "1000000000000000000000",
            "a",
            "a1",
            "a2b",
            "a10",
            "v1.9",
            "v1.10",
            "v2");
    for (int seed = 0; seed < 50; seed++) {
      List<String> shuffled = new ArrayList<>(sorted);
      Collections.shuffle(shuffled, new Random(seed));
      shuffled.sort(Names.NATURAL);
      assertThat(shuffled).as("seed %s", seed).isEqualTo(sorted);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "cifar10", "v1.2-rc_3", "A", "2026-01-01"})
  void isPlain_plainName_holds(String name) {
    assertThat(Names.isPlain(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../x", "a/b", "-x", ".hidden", "a b", "a\n", "é", "a%2f"})
  void isPlain_other_doesNotHold(String name) {
    assertThat(Names.isPlain(name)).isFalse();
  }

  @Test
  void isPlain_tooLong_doesNotHold() {
    assertThat(Names.isPlain("a".repeat(64))).isTrue();
    assertThat(Names.isPlain("a".repeat(65))).isFalse();
  }

  @Test
  void nearest_typo_isFound() {
    List<String> keys = List.of("sha256", "file", "input", "output", "golden");
    assertThat(Nearest.to("sha265", keys)).contains("sha256");
    assertThat(Nearest.to("Input", keys)).contains("input");
    assertThat(Nearest.to("somethingelse", keys)).isEmpty();
    assertThat(Nearest.to("x", List.of())).isEmpty();
  }
}
