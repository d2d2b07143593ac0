package dev.serin.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScreenTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void draw_secondPicture_goesUpOverTheFirst() {
    Screen screen = new Screen(out);
    screen.draw(List.of("a", "b"));
    screen.draw(List.of("c"));
    assertThat(text())
        .isEqualTo(
            "\033[?7l\033[Ka\n\033[Kb\n\033[J\033[?7h"
                + "\033[?7l\r\033[2A\033[Kc\n\033[J\033[?7h");
  }

  @Test
  void live_smallTerminal_neverMoreLinesThanFit() {
    Look look = new Look(100, 10, false, true);
    LiveViewer viewer = new LiveViewer(shell(Map.of(), true), look);
    viewer.status(Golden.facts("progressing"));
    assertThat(text().chars().filter(c -> c == '\n').count()).isEqualTo(9);
  }

  @Test
  void look_environment_obeyed() {
    assertThat(Look.of(shell(Map.of(), true)).width()).isEqualTo(100);
    assertThat(Look.of(shell(Map.of("COLUMNS", "72"), true)).width()).isEqualTo(72);
    assertThat(Look.of(shell(Map.of("COLUMNS", "-1"), true)).width()).isEqualTo(100);
    assertThat(Look.of(shell(Map.of(), true)).colour()).isTrue();
    assertThat(Look.of(shell(Map.of(), false)).colour()).isFalse();
    assertThat(Look.of(shell(Map.of("NO_COLOR", "1"), true)).colour()).isFalse();
    assertThat(Look.of(shell(Map.of("NO_COLOR", ""), true)).colour()).isTrue();
    assertThat(Look.of(shell(Map.of("TERM", "dumb"), true)).colour()).isFalse();
    assertThat(Look.of(shell(Map.of("LANG", "de_DE.UTF-8"), true)).unicode()).isTrue();
    assertThat(Look.of(shell(Map.of("LANG", "C.utf8", "LC_ALL", "C"), true)).unicode()).isFalse();
    assertThat(Look.of(shell(Map.of(), true)).unicode()).isFalse();
  }

  private Shell shell(Map<String, String> environment, boolean terminal) {
    return new Shell(
        System.in, out, out, environment, Path.of(""), "anna", terminal, ZoneOffset.UTC);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
