package dev.serin.gateway.cdn;

import java.util.Base64;
import java.util.HexFormat;

/** SHA-256 digests as addresses and headers write them. */
public final class Digests {
  private static final int DIGITS = 64;

  private Digests() {}

  /** Whether {@code text} is a SHA-256: 64 lower-case hexadecimal digits. */
  public static boolean isSha256(String text) {
    if (text.length() != DIGITS) {
      return false;
    }
    for (int i = 0; i < DIGITS; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > 'f' || (c > '9' && c < 'a')) {
        return false;
      }
    }
    return true;
  }

  /** The value of Repr-Digest (RFC 9530) for the digest that {@code sha256} writes. */
  static String reprDigest(String sha256) {
    byte[] digest = HexFormat.of().parseHex(sha256);
    return "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":";
  }
}
