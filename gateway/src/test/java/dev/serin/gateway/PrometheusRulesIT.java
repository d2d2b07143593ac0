package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules as Prometheus's own tool sees them. */
final class PrometheusRulesIT {
  private static final Path TESTS = Prometheus.RULES.resolveSibling("serin.rules.test.yml");

  private record Ran(int status, String output) {}

  @Test
  void promtool_rules_areValid() throws Exception {
    Ran ran = promtool("check", Prometheus.RULES);
    assertThat(ran.status()).as(ran.output()).isZero();
  }

  @Test
  void promtool_unitTests_pass() throws Exception {
    Ran ran = promtool("test", TESTS);
    assertThat(ran.status()).as(ran.output()).isZero();
  }

  /** A test that cannot fail says nothing. */
  @Test
  void promtool_unitTestsWithBrokenThresholds_fail(@TempDir Path folder) throws Exception {
    String rules = Files.readString(Prometheus.RULES);
    String broken =
        rules
            .replace("expr: serin:requests_refused:ratio_rate5m > 0.01", "expr: vector(0) > 0")
            .replace("expr: vector(0.001)", "expr: vector(0.0001)")
            .replace("expr: serin_images_failing == 1", "expr: serin_images_failing > 1");
    assertThat(broken.length()).isNotEqualTo(rules.length());
    Files.writeString(folder.resolve(Prometheus.RULES.getFileName()), broken);
    Path tests = Files.copy(TESTS, folder.resolve(TESTS.getFileName()));
    Ran ran = promtool("test", tests);
    assertThat(ran.status()).as(ran.output()).isEqualTo(1);
    assertThat(ran.output())
        .contains("SerinRefusing", "SerinErrorBudgetBurnSlow", "SerinImageStoreFailing");
  }

  private static Ran promtool(String what, Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Varnish.find("promtool", "prometheus", "/usr/bin"),
                what,
                "rules",
                file.toRealPath().toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }
}
