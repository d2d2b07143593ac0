package dev.serin.gateway.upload;

import io.vertx.core.MultiMap;
import java.util.Arrays;

/** What the {@code Prefer} header asks for (RFC 7240). What is not known in it is ignored. */
final class Prefer {
  private Prefer() {}

  /** Whether the caller would rather ask for the answer later. */
  static boolean respondAsync(MultiMap headers) {
    return headers.getAll("Prefer").stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(preference -> preference.split("[;=]", 2)[0].strip())
        .anyMatch("respond-async"::equalsIgnoreCase);
  }
}
