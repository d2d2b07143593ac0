package dev.serin.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {
  private static final List<String> LABELS = List.of("Coat", "Bag", "Shirt", "T-shirt/top", "Boat");

  @Test
  void some_mistyped_nearestFirst() {
    assertThat(Nearest.some("Goat", LABELS, 2)).containsExactly("Coat", "Boat");
    assertThat(Nearest.some("shirt", LABELS, 3)).containsExactly("Shirt");
  }

  @Test
  void some_nothingNearOrTooLong_none() {
    assertThat(Nearest.some("elephant", LABELS, 3)).isEmpty();
    assertThat(Nearest.some("C".repeat(65), List.of("C".repeat(65)), 3)).isEmpty();
  }
}
