package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process: its one line for programs, its end, its exit codes. */
final class ServeIT {
  @Test
  void serve_untilSigterm_readyLineAnswersAndExitsWith0(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("models"));
    Process serin = serve(folder);
    try (BufferedReader out = serin.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder said = new StringBuilder();
      String line = out.readLine();
      while (line != null && !line.startsWith("ready ")) {
        said.append(line).append('\n');
        line = out.readLine();
      }
      assertThat(line)
          .as("%s%s", said, errors(folder))
          .matches("ready http://localhost:\\d+ management http://127\\.0\\.0\\.1:\\d+");
      assertThat(status(line.split(" ")[1] + "/v1/models")).isEqualTo(200);
      assertThat(status(line.split(" ")[3] + "/health/live")).isEqualTo(200);
      serin.destroy();
      assertThat(serin.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(serin.exitValue()).as(errors(folder)).isZero();
      assertThat(errors(folder)).contains("\"path\":\"/v1/models\",\"status\":200");
    } finally {
      serin.destroyForcibly();
    }
  }

  @Test
  void serve_unknownSetting_oneSentenceAndExitsWith1(@TempDir Path folder) throws Exception {
    Process serin = serve(folder, "--set", "http.prot=1");
    assertThat(serin.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(serin.exitValue()).isEqualTo(1);
    assertThat(errors(folder))
        .isEqualToIgnoringNewLines("'http.prot' in --set is no setting; did you mean 'http.port'?");
  }

  private static Process serve(Path folder, String... more) throws IOException {
    Path root = Path.of("..").toRealPath();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", // as the jar's manifest says
                "-Dlogback.configurationFile=" + root.resolve("config/logback.xml"),
                Main.class.getName(),
                "serve",
                "--config",
                root.resolve("config/serin.yaml").toString(),
                "--set",
                "http.port=0",
                "--set",
                "management.port=0",
                "--set",
                "models.directory=" + folder.resolve("models"),
                "--set",
                "data.directory=" + folder.resolve("data")));
    command.addAll(List.of(more));
    ProcessBuilder process = new ProcessBuilder(command);
    // Not as an argument: ONNX Runtime 1.29.0 overflows its stack where /proc/self/cmdline is long.
    process.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return process.redirectError(folder.resolve("err").toFile()).start();
  }

  private static int status(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private static String errors(Path folder) throws IOException {
    return Files.readString(folder.resolve("err"));
  }
}
