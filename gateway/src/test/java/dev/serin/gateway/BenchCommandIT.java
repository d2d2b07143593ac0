package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.client.Shell;
import dev.serin.gateway.load.BenchCommand;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code serin bench} on a real gateway whose worker answers at once. */
final class BenchCommandIT {
  private final TestGateway serin;
  private final String url;
  private final Path folder;
  private final Path image;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  BenchCommandIT(@TempDir Path folder) throws Exception {
    this.folder = folder;
    serin = new TestGateway(folder.resolve("data"));
    url = "http://127.0.0.1:" + serin.gateway.port();
    image = Files.writeString(folder.resolve("a.png"), "a");
  }

  @AfterEach
  void close() {
    serin.close();
  }

  @Test
  void bench_uniqueImagesAtARate_eachReachesTheWorker() throws Exception {
    Path json = folder.resolve("out.json");
    assertThat(bench("--rate", "100", "--unique", "--json", json.toString(), image.toString()))
        .as(text(err))
        .isZero();
    JsonObject target = target(json, 0);
    assertThat(target.getInteger("ok")).isEqualTo(target.getInteger("due")).isGreaterThan(10);
    assertThat(serin.inference.asked.get()).isEqualTo(target.getInteger("ok"));
    assertThat(text(out)).contains("100/s").contains("us of CPU for each request");
    serin.assertIdle();
  }

  @Test
  void bench_repeatingImages_answeredFromTheCache() throws Exception {
    assertThat(bench("--concurrency", "2", "--model", "pets", image.toString())).isZero();
    assertThat(serin.inference.asked.get()).isEqualTo(1);
    assertThat(text(out)).contains("2 conn.").contains("closed loop");
  }

  @Test
  void bench_twoServers_ratioOverPairsOfTurns() throws Exception {
    Path json = folder.resolve("out.json");
    Path html = folder.resolve("out.html");
    assertThat(
            bench(
                "--against",
                url,
                "--get",
                "/v1/models",
                "--rate",
                "50,100",
                "--turn",
                "100ms",
                "--json",
                json.toString(),
                "--html",
                html.toString()))
        .as(text(err))
        .isZero();
    assertThat(text(out)).containsPattern("p50 +\\d\\.\\d+ +\\d\\.\\d+ to \\d+\\.\\d+, 4 pairs");
    assertThat(target(json, 1).getString("target")).isEqualTo("B");
    assertThat(Files.readString(html)).contains("<svg ").contains("by rate");
  }

  @Test
  void bench_refusals_timedApartAndNoFailure() throws Exception {
    Files.writeString(image, "OVERLOADED");
    Path json = folder.resolve("out.json");
    assertThat(bench("--rate", "100", "--json", json.toString(), image.toString())).isZero();
    JsonObject target = target(json, 0);
    assertThat(target.getInteger("refused")).isEqualTo(target.getInteger("due"));
    assertThat(target.getJsonObject("refusal").getDouble("p50")).isPositive();
  }

  @Test
  void bench_errors_exitsWith1UnlessAllowed() {
    assertThat(bench("--rate", "50", "--get", "/nowhere")).isEqualTo(1);
    assertThat(text(out)).contains("x 404");
    assertThat(bench("--rate", "50", "--get", "/nowhere", "--max-errors", "1000")).isZero();
  }

  @Test
  void bench_silentServer_timesOutAndEnds() throws Exception {
    serin.inference.holding = true;
    assertThat(bench("--rate", "50", "--model", "pets", "--timeout", "200ms", image.toString()))
        .isEqualTo(1);
    assertThat(text(out)).contains("x no answer in time");
    serin.inference.releaseAll();
    serin.assertIdle();
  }

  @Test
  void bench_noServer_errorsAndEnds() {
    assertThat(
            run("--url", "http://127.0.0.1:1", "--rate", "50", "--get", "/", "--duration", "200ms"))
        .isEqualTo(1);
    assertThat(text(out)).contains("x no connection");
  }

  @Test
  void bench_misuse_saysWhatToDo() {
    assertThat(bench("--rate", "5", "--concurrency", "2", "--get", "/")).isEqualTo(2);
    assertThat(bench("--get", "/")).isEqualTo(2);
    assertThat(bench("--rate", "5", "absent")).isEqualTo(2);
    assertThat(bench("--rate", "5", "--get", "x y")).isEqualTo(2);
    assertThat(bench("--rate", "5", "--get", "/", "-H", "bad\r\nheader")).isEqualTo(2);
    assertThat(bench("--rate", "5", "--get", "/", "--timeout", "soon")).isEqualTo(2);
    assertThat(text(err))
        .contains("Give --rate or --concurrency, not both.")
        .contains("Say how much")
        .contains("There is no file or folder absent.")
        .contains("--timeout must be a time as 30s");
  }

  private int bench(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("--url", url, "--duration", "400ms", "--warm-up", "0s"));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  private int run(String... arguments) {
    PrintStream printOut = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream printErr = new PrintStream(err, true, StandardCharsets.UTF_8);
    Shell shell =
        new Shell(
            InputStream.nullInputStream(),
            printOut,
            printErr,
            Map.of(),
            folder,
            "nobody",
            false,
            ZoneOffset.UTC);
    return new CommandLine(new BenchCommand(shell))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setErr(new PrintWriter(printErr, true, StandardCharsets.UTF_8))
        .execute(arguments);
  }

  private static JsonObject target(Path json, int position) throws Exception {
    return new JsonObject(Files.readString(json))
        .getJsonArray("loads")
        .getJsonObject(0)
        .getJsonArray("targets")
        .getJsonObject(position);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
