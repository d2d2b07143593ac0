package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.client.ClassifyCommand;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CommandLineIT {
  private final TestGateway serin;
  private final String url;
  private final Path image;
  private final Path damaged;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  CommandLineIT(@TempDir Path folder) throws Exception {
    serin = new TestGateway(folder);
    url = "http://127.0.0.1:" + serin.gateway.port();
    image = Files.writeString(folder.resolve("a \"b\".png"), "a");
    damaged = Files.writeString(folder.resolve("damaged.png"), "UNDECODABLE");
  }

  @AfterEach
  void close() {
    serin.close();
  }

  @Test
  void classify_oneImageOneModel_table() {
    assertThat(classify("--url", url, image.toString())).isZero();
    String[] lines = text(out).split("\\R");
    assertThat(lines[0]).matches("FILE +LABEL +PROBABILITY +VERSION +MS");
    assertThat(lines[1]).startsWith(image.toString()).matches(".* cat +0\\.5000 +1 +[0-9.]+");
  }

  @Test
  void classify_severalImagesOneDamaged_rowsInOrderAndOne() {
    int exit =
        classify(
            "--url",
            url,
            "--model",
            "pets",
            "--version",
            "2",
            "--top",
            "2",
            image.toString(),
            damaged.toString());
    assertThat(exit).isEqualTo(1);
    String[] lines = text(out).split("\\R");
    assertThat(lines).hasSize(4);
    assertThat(lines[1]).contains("dog").contains(" 2 ");
    assertThat(lines[3]).contains("(The image is damaged)");
  }

  @Test
  void classify_json_theAnswerItself() {
    assertThat(classify("--url", url, "--json", image.toString())).isZero();
    assertThat(new JsonObject(text(out)).getString("model")).isEqualTo("pets");
  }

  @Test
  void classify_refused_oneSentence() {
    assertThat(classify("--url", url, "--version", "9", image.toString())).isEqualTo(1);
    assertThat(text(err))
        .isEqualToIgnoringNewLines(
            "The server answers 404: The model has no such version ('pets' has no version '9').");
  }

  @Test
  void classify_noServer_saysHowToStartIt() {
    assertThat(classify("--url", "http://127.0.0.1:1", image.toString())).isEqualTo(1);
    assertThat(text(err)).contains("./serin serve");
  }

  @Test
  void classify_noFileOrUnknownOption_misuse() {
    assertThat(classify("--url", url, "absent.png")).isEqualTo(2);
    assertThat(classify("--nope", image.toString())).isEqualTo(2);
  }

  private int classify(String... arguments) {
    PrintStream printOut = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream printErr = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new CommandLine(new ClassifyCommand(printOut, printErr))
        .setErr(new PrintWriter(printErr, true, StandardCharsets.UTF_8))
        .execute(arguments);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
