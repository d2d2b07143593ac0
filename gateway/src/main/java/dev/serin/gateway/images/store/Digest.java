package dev.serin.gateway.images.store;

import java.util.HexFormat;

/** A SHA-256 in 32 bytes: an index of a million files holds a million of them. */
record Digest(long a, long b, long c, long d) {
  static final int DIGITS = 64;

  /**
   * @param hex 64 hexadecimal digits
   */
  static Digest of(String hex) {
    return new Digest(part(hex, 0), part(hex, 1), part(hex, 2), part(hex, 3));
  }

  private static long part(String hex, int i) {
    return HexFormat.fromHexDigitsToLong(hex, 16 * i, 16 * i + 16);
  }

  /** 64 lower-case hexadecimal digits. */
  String hex() {
    HexFormat format = HexFormat.of();
    return format.toHexDigits(a)
        + format.toHexDigits(b)
        + format.toHexDigits(c)
        + format.toHexDigits(d);
  }

  /** The bits of a digest are as good as any hash of them. */
  @Override
  public int hashCode() {
    return (int) d;
  }
}
