package dev.serin.gateway.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bearer token of the management port.
 *
 * @param source where it came from, in words
 */
record Token(String value, String source) {
  static final String VARIABLE = "SERIN_MANAGEMENT_TOKEN";
  private static final int LENGTH_MAX = 4096;
  private static final String WAYS = "--token-file, --token or " + VARIABLE;

  Token {
    value = value.strip();
  }

  /** From the first of these that is there: option, file of an option, environment, data folder. */
  static Token find(@Nullable String option, @Nullable Path file, Shell shell)
      throws ClientException {
    if (option != null) {
      return checked(new Token(option, "--token"));
    }
    if (file != null) {
      return checked(read(file));
    }
    String variable = shell.environment().getOrDefault(VARIABLE, "");
    if (!variable.isBlank()) {
      return checked(new Token(variable, VARIABLE));
    }
    Path made = shell.home().resolve("data").resolve("management.token");
    if (!Files.exists(made)) {
      throw new ClientException(
          "There is no management token at %s: the server makes one at its first start"
                  .formatted(made)
              + " (./serin serve); name another with %s.".formatted(WAYS),
          null);
    }
    return checked(read(made));
  }

  private static Token read(Path file) throws ClientException {
    try {
      if (Files.size(file) > LENGTH_MAX) {
        throw ClientException.misuse(file + " is too long for a token.");
      }
      return new Token(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString());
    } catch (IOException e) {
      throw ClientException.misuse(
          "The token file %s cannot be read (%s); name another with %s."
              .formatted(file, e.getClass().getSimpleName(), WAYS));
    }
  }

  /** What no header can carry is found here, with its place, and never printed. */
  private static Token checked(Token token) throws ClientException {
    if (!token.value().matches("[!-~]{1," + LENGTH_MAX + "}")) {
      throw ClientException.misuse(
          "What %s holds is no token: one word of letters, digits and signs is needed."
              .formatted(token.source()));
    }
    return token;
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "token from " + source;
  }
}
