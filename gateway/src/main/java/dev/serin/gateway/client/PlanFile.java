package dev.serin.gateway.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The text of a rollout's plan, as it stands in its file. The server reads it, so that there is one
 * reader of plans and one kind of message about them.
 */
record PlanFile(String text, String contentType) {
  private static final int BYTES_MAX = 1 << 20;

  /** Reads {@code file}; {@code -} is standard input. */
  static PlanFile read(Path file, InputStream in) throws ClientException {
    if (file.toString().equals("-")) {
      return read(file, in, "application/yaml");
    }
    boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    try (InputStream stream = Files.newInputStream(file)) {
      return read(file, stream, json ? "application/json" : "application/yaml");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static PlanFile read(Path file, InputStream stream, String type) throws ClientException {
    try {
      byte[] bytes = stream.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw ClientException.misuse(file + " has more than 1 MiB: that is no plan.");
      }
      return new PlanFile(new String(bytes, StandardCharsets.UTF_8), type);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static ClientException unreadable(Path file, IOException e) {
    return ClientException.misuse(
        "The plan %s cannot be read (%s).".formatted(file, e.getClass().getSimpleName()));
  }
}
