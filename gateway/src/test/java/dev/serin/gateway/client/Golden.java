package dev.serin.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Answers of a server, and the texts that they must become. */
final class Golden {
  private Golden() {}

  /** A server's answer as it comes. */
  static String answer(String name) {
    try (InputStream file = Golden.class.getResourceAsStream(name + ".json")) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  static Facts facts(String name) {
    return new Facts(new JsonObject(answer(name)));
  }

  /** Fails where the text differs from the file; writes the text to target/golden then. */
  static void check(String name, String text) throws IOException {
    String expected = "";
    try (InputStream file = Golden.class.getResourceAsStream(name + ".txt")) {
      expected = file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
    if (!expected.equals(text)) {
      Path folder = Files.createDirectories(Path.of("target", "golden"));
      Files.writeString(folder.resolve(name + ".txt"), text);
    }
    assertThat(text).isEqualTo(expected);
  }
}
