package dev.serin.gateway.rollout.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class SimulateCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void simulate_fewScenarios_printsSeedAndTableAndProgress() {
    int exit = run("--seed", "5", "--runs", "50", "--scenarios", "healthy/steady/0.5 %/20/");

    assertThat(exit).isZero();
    assertThat(text(out)).contains("seed 5, 50 runs of each of 1 scenarios");
    assertThat(text(out)).contains("| steady | 0.5 % | 20 | 1x | **0.0000** | 0.0000 to 0.0711 |");
    assertThat(text(out)).contains("all as promised");
    assertThat(text(err)).contains("[##############################] 100 %");
  }

  @Test
  void simulate_toAFile_writesReportAndPlotsThatItNames(@TempDir Path folder) throws IOException {
    Path report = folder.resolve("new/report.md");

    int exit = run("--runs", "5", "--scenarios", "/0.5 %/20/,latency", "--out", report.toString());

    assertThat(exit).isIn(0, 1);
    String markdown = Files.readString(report);
    for (String plot : new String[] {"report-false-aborts.svg", "report-delays.svg"}) {
      assertThat(markdown).contains("(" + plot + ")");
      assertThat(Files.readString(report.resolveSibling(plot))).endsWith("</svg>\n");
    }
  }

  @Test
  void simulate_slowerThanThePrototype_fails() {
    int exit = run("--seed", "3", "--runs", "1", "--scenarios", "errors/steady/0.5 %/20/2x");

    assertThat(exit).isEqualTo(1);
    assertThat(text(out)).contains("slower than the prototype: errors/steady/0.5 %/20/2x");
    assertThat(text(out)).contains("not as promised");
  }

  @Test
  void simulate_replays_tellsHowManyAreTheSame() {
    assertThat(run("--replay", "3")).isZero();
    assertThat(text(out)).contains("3 of 3 replays are the same to the byte");
  }

  @Test
  void simulate_noSuchScenario_saysHowToFindThem() {
    assertThat(run("--scenarios", "unheard-of")).isEqualTo(2);
    assertThat(text(err)).contains("No scenario's name has one of [unheard-of]; --list prints");
  }

  @Test
  void simulate_noRunsOrThreads_isRefused() {
    assertThat(run("--runs", "0")).isEqualTo(2);
    assertThat(run("--threads", "0")).isEqualTo(2);
    assertThat(run("--replay", "-1")).isEqualTo(2);
    assertThat(text(err)).contains("--runs must be", "--threads must be", "--replay must be");
  }

  @Test
  void simulate_list_printsAllNames() {
    assertThat(run("--list")).isZero();
    assertThat(text(out)).contains("healthy/Zipf users/1.2 %/200/1x", "quality/latency/2x");
  }

  private int run(String... arguments) {
    return new CommandLine(new SimulateCommand(stream(out), stream(err))).execute(arguments);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
