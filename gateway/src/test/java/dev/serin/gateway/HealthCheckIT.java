package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HealthCheckIT {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void run_aServerThatDrainsAndEnds_readyThenNotThenNothing(@TempDir Path data) {
    TestGateway serin = new TestGateway(data, "shutdown.delay=1m");
    int port = serin.gateway.managementPort();
    assertThat(check(port, Map.of())).isZero();
    assertThat(said()).isEqualTo("ready");

    serin.gateway.drain();
    assertThat(check(port, Map.of())).isEqualTo(1);
    assertThat(said()).isEqualTo("not ready: status 503");

    serin.vertx.close().await();
    assertThat(check(port, Map.of())).isEqualTo(1);
    assertThat(said()).startsWith("Nothing answers at 127.0.0.1:" + port);
  }

  @Test
  void run_hostAndPortOfTheEnvironment_askedThere(@TempDir Path data) {
    try (TestGateway serin = new TestGateway(data)) {
      String port = Integer.toString(serin.gateway.managementPort());
      assertThat(
              check(1, Map.of("SERIN_MANAGEMENT_PORT", port, "SERIN_MANAGEMENT_HOST", "0.0.0.0")))
          .isZero();
      assertThat(
              check(1, Map.of("SERIN_MANAGEMENT_PORT", port, "SERIN_MANAGEMENT_HOST", "localhost")))
          .isZero();
    }
  }

  private int check(int port, Map<String, String> environment) {
    out.reset();
    return HealthCheck.run(port, environment, new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8).strip();
  }
}
