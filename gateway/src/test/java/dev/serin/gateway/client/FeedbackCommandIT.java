package dev.serin.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class FeedbackCommandIT {
  private static final String POST = "POST /v1/feedback";
  private static final String KEPT =
      "{\"prediction_id\":\"p\",\"model\":\"pets\",\"version\":\"2\",\"predicted\":\"dog\",\"label\":\"cat\"}";
  private static final String UNKNOWN =
      "{\"title\":\"The version has no such label\",\"detail\":\"near it: 'cat'\",\"code\":\"unknown-label\"}";
  private static final String FULL =
      "{\"title\":\"There is no room for more labels\",\"detail\":\"it was not kept\",\"code\":\"feedback-full\"}";

  private final Path home;
  private final FakeManagement server = new FakeManagement();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private InputStream in = InputStream.nullInputStream();

  FeedbackCommandIT(@TempDir Path home) throws IOException {
    this.home = home;
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void feedback_one_sentWithTheTokenAndSaid() {
    server.on(POST, 202, KEPT);
    assertThat(run("p", "cat")).isZero();
    assertThat(server.asked().get(0).body())
        .isEqualTo("{\"prediction_id\":\"p\",\"label\":\"cat\"}");
    assertThat(server.asked().get(0).token()).isEqualTo("Bearer secret");
    assertThat(text(out)).isEqualTo("Kept: pets 2 answered dog, and the label is cat.\n");
  }

  @Test
  void feedback_oneRefused_saysWhyWithoutAdviceAboutRollouts() {
    server.on(POST, 422, UNKNOWN);
    assertThat(run("p", "cta")).isEqualTo(1);
    assertThat(text(err))
        .isEqualTo("The server answers 422: The version has no such label (near it: 'cat').\n");
  }

  @Test
  void feedback_file_everyLineSentAndTheWrongOnesNamed() throws IOException {
    server.on(POST, 202, KEPT).on(POST, 422, UNKNOWN).on(POST, 202, KEPT);
    Path file = home.resolve("labels.ndjson");
    Files.writeString(file, "{\"a\":1}\nnonsense\n\n{\"b\":2}\n{\"c\":3}\n");
    assertThat(run("-f", file.toString())).isEqualTo(1);
    assertThat(server.asked())
        .extracting(FakeManagement.Asked::body)
        .containsExactly("{\"a\":1}", "{\"b\":2}", "{\"c\":3}");
    assertThat(text(out)).isEqualTo("Labels kept: 2, refused: 2.\n");
    assertThat(text(err)).contains("Line 2: it is no JSON object.").contains("Line 4: The server");
  }

  @Test
  void feedback_serverFull_endsThere() {
    server.on(POST, 202, KEPT).on(POST, 503, FULL);
    in = new ByteArrayInputStream("{}\n{}\n{}\n".getBytes(StandardCharsets.UTF_8));
    assertThat(run("-f", "-")).isEqualTo(1);
    assertThat(server.asked()).hasSize(2);
    assertThat(text(err)).startsWith("Line 2: ").contains("lines behind it were not kept");
  }

  @Test
  void feedback_unclear_misuse() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("p")).isEqualTo(2);
    assertThat(run("p", "cat", "-f", "x")).isEqualTo(2);
    assertThat(run("-f", home.resolve("missing").toString())).isEqualTo(2);
    assertThat(server.asked()).isEmpty();
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private int run(String... arguments) {
    Shell shell =
        new Shell(
            in,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of(Token.VARIABLE, "secret", "LANG", "C.UTF-8", "NO_COLOR", "1"),
            home,
            "anna",
            false,
            ZoneOffset.UTC);
    String[] all =
        Stream.concat(Arrays.stream(arguments), Stream.of("--url", server.url()))
            .toArray(String[]::new);
    return new CommandLine(new FeedbackCommand(shell)).execute(all);
  }
}
