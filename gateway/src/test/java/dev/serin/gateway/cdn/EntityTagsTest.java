package dev.serin.gateway.cdn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EntityTagsTest {
  private static final String TAG = "\"abc\"";

  @ParameterizedTest
  @ValueSource(
      strings = {"\"abc\"", "*", " * ", "\"x\", \"abc\"", "\"x,\",,\t\"abc\"", "W/\"x\",\"abc\""})
  void both_itIsNamed_true(String line) {
    assertThat(EntityTags.weakly(List.of(line), TAG)).isTrue();
    assertThat(EntityTags.strongly(List.of(line), TAG)).isTrue();
  }

  @Test
  void strongly_weakTag_falseThoughWeaklyTrue() {
    assertThat(EntityTags.weakly(List.of("W/\"abc\""), TAG)).isTrue();
    assertThat(EntityTags.strongly(List.of("W/\"abc\""), TAG)).isFalse();
  }

  @Test
  void weakly_severalLines_eachIsRead() {
    assertThat(EntityTags.weakly(List.of("\"x\"", "\"abc\""), TAG)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "abc",
        "\"abc",
        "\"ABC\"",
        "\"x\"",
        "\"x,\"abc\"",
        "w/\"abc\"",
        "W/abc",
        "W/",
        "W",
        "\"abcd\"",
        "\"ab\"",
        "\"\"",
        "\"x\" y \"abc\""
      })
  void both_itIsNotNamed_false(String line) {
    assertThat(EntityTags.weakly(List.of(line), TAG)).isFalse();
    assertThat(EntityTags.strongly(List.of(line), TAG)).isFalse();
  }
}
