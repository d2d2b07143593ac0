package dev.serin.worker.image;

import java.nio.ByteBuffer;

/**
 * How many values a stream of LZW codes stands for, as GIF (GIF89a, appendix F) and TIFF (TIFF 6.0,
 * section 13) have them. No value is made: the length of each string is enough.
 */
final class LzwCount {
  private static final int CODE_BITS_MAX = 12;
  private static final int END = -1;

  private final boolean tiff;
  private final int clear;

  /** From position to limit; what is read is passed by. */
  private final ByteBuffer bytes;

  private final int[] lengths = new int[1 << CODE_BITS_MAX];
  private int width;

  /** Bits that were read and not used, and how many. */
  private int pending;

  private int held;

  private LzwCount(ByteBuffer bytes, boolean tiff, int rootBits) {
    this.bytes = bytes.duplicate();
    this.tiff = tiff;
    this.clear = 1 << rootBits;
  }

  /**
   * GIF: the first bit is the lowest of a byte.
   *
   * @param rootBits bits of a value, 1 to 11
   */
  static LzwCount gif(ByteBuffer bytes, int rootBits) {
    return new LzwCount(bytes, false, rootBits);
  }

  /** TIFF: the first bit is the highest of a byte, and codes get longer one code early. */
  static LzwCount tiff(ByteBuffer bytes) {
    return new LzwCount(bytes, true, 8);
  }

  /**
   * Counts up to {@code wanted} values.
   *
   * @return {@code wanted} or more where there are as many; else how many there are before the data
   *     ends, or before a code that no encoder writes
   */
  long count(long wanted) {
    long found = 0;
    int next = reset();
    int before = 0; // length of the string before; 0 behind a clear code
    while (found < wanted) {
      int code = code();
      if (code == clear) {
        next = reset();
        before = 0;
        continue;
      }
      boolean known = code < clear || (before > 0 && code <= next);
      if (code == END || code == clear + 1 || !known) {
        return found;
      }
      int length = code < clear ? 1 : code == next ? before + 1 : lengths[code];
      found += length;
      if (before > 0 && next < lengths.length) {
        lengths[next++] = before + 1;
      }
      before = length;
      if (next + (tiff ? 1 : 0) >= (1 << width) && width < CODE_BITS_MAX) {
        width++;
      }
    }
    return found;
  }

  /** The first code that means a string. */
  private int reset() {
    width = Integer.numberOfTrailingZeros(clear) + 1;
    return clear + 2;
  }

  private int code() {
    for (; held < width; held += 8) {
      if (!bytes.hasRemaining()) {
        return END;
      }
      int value = bytes.get() & 0xff;
      pending = tiff ? (pending << 8) | value : pending | (value << held);
    }
    int mask = (1 << width) - 1;
    int code = tiff ? (pending >> (held - width)) & mask : pending & mask;
    held -= width;
    pending = tiff ? pending & ((1 << held) - 1) : pending >> width;
    return code;
  }
}
