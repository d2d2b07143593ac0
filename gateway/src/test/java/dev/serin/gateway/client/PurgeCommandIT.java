package dev.serin.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class PurgeCommandIT {
  private static final String ANSWER =
      """
      {"id":7,"results":3,"renditions":1,"deleted":true,"targets":[
       {"target":"varnish http://a","state":"done","attempts":1,"said":"keys banned: 1"},
       {"target":"http http://b","state":"%s","attempts":1,"said":"it answered 500"}]}
      """;

  private final Path home;
  private final FakeManagement server = new FakeManagement();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PurgeCommandIT(@TempDir Path home) throws IOException {
    this.home = home;
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void purge_image_orderedAndEveryCacheShown() {
    server.on("POST /v1/purge", 202, ANSWER.formatted("pending"));
    assertThat(run("--image", "ab", "--delete")).isZero();
    assertThat(server.asked().get(0).body()).isEqualTo("{\"image\":\"ab\",\"delete\":true}");
    assertThat(server.asked().get(0).token()).isEqualTo("Bearer secret");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            Forgotten here: results 3, renditions 1, and the image.
            varnish http://a: done, keys banned: 1
            http http://b: pending, it answered 500
            """);
  }

  @Test
  void purge_versionOrKeys_orderedAndAFailureIsTold() {
    server.on("POST /v1/purge", 200, ANSWER.formatted("failed"));
    assertThat(run("--model", "m", "--version", "2")).isEqualTo(1);
    assertThat(server.asked().get(0).body()).isEqualTo("{\"model\":\"m\",\"version\":\"2\"}");
    run("--key", "a", "--key", "b");
    assertThat(server.asked().get(1).body()).isEqualTo("{\"keys\":[\"a\",\"b\"]}");
  }

  @Test
  void purge_unclear_misuse() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("--image", "a", "--model", "b")).isEqualTo(2);
    assertThat(run("--key", "a", "--delete")).isEqualTo(2);
    assertThat(server.asked()).isEmpty();
  }

  private int run(String... arguments) {
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream noise = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    Shell shell =
        new Shell(
            InputStream.nullInputStream(),
            print,
            noise,
            Map.of(Token.VARIABLE, "secret", "LANG", "C.UTF-8", "NO_COLOR", "1"),
            home,
            "anna",
            false,
            ZoneOffset.UTC);
    String[] all =
        Stream.concat(Arrays.stream(arguments), Stream.of("--url", server.url()))
            .toArray(String[]::new);
    return new CommandLine(new PurgeCommand(shell)).execute(all);
  }
}
