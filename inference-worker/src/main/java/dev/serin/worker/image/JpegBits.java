package dev.serin.worker.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bits of a JPEG's compressed data, up to the next marker (ITU-T T.81, F.2.2). Each method that
 * takes bits says whether they were there; after one that were not, nothing more must be taken.
 */
final class JpegBits {
  /** The longest code and the most bits that follow one. */
  private static final int SYMBOL_BITS = 32;

  private static final int COEFFICIENTS = 64;
  private static final int FIRST_RESTART = 0xd0;
  private static final int LAST_RESTART = 0xd7;

  private final ByteBuffer file;
  private int at;

  /**
   * The next bit on top. Below {@link #count} bits there may be more, of the byte at {@link #at}.
   */
  private long bits;

  private int count;

  /**
   * @param file position 0
   * @param at where the compressed data begins
   */
  JpegBits(ByteBuffer file, int at) {
    this.file = file.duplicate().order(ByteOrder.BIG_ENDIAN);
    this.at = at;
  }

  /** The next byte that was not looked at: not behind the next marker. */
  int at() {
    return at;
  }

  /** Whether the bits ended at a restart marker: then a piece is missing, and not the end. */
  boolean atRestart() {
    return at + 1 < file.limit() && isRestart(byteAt(at + 1));
  }

  /** Passes over one block of sequential data: 64 coefficients. */
  boolean block(HuffmanTable dc, HuffmanTable ac) {
    int size = symbol(dc);
    return size >= 0 && skip(size) && coefficients(ac);
  }

  private boolean coefficients(HuffmanTable ac) {
    long rest = bits;
    int left = count;
    for (int k = 1; k < COEFFICIENTS; ) {
      if (left < SYMBOL_BITS) {
        bits = rest;
        count = left;
        fill();
        rest = bits;
        left = count;
      }
      int entry = ac.entry(rest);
      int length = (entry >> 16) & 0xff;
      if (length > left) {
        return false;
      }
      rest <<= length;
      left -= length;
      k += entry >>> 24;
    }
    bits = rest;
    count = left;
    return true;
  }

  /** The next symbol; -1 at the end of the data. */
  int symbol(HuffmanTable table) {
    if (count < SYMBOL_BITS) {
      fill();
    }
    int entry = table.entry(bits);
    int length = entry & 0xff;
    if (length > count) {
      return -1;
    }
    bits <<= length;
    count -= length;
    return (entry >> 8) & 0xff;
  }

  /**
   * @param wanted 0 to 32
   */
  boolean skip(int wanted) {
    return wanted == 0 || get(wanted) >= 0;
  }

  /**
   * The next bits as a number; -1 where they are not all there.
   *
   * @param wanted 1 to 32
   */
  long get(int wanted) {
    if (count < wanted) {
      fill();
    }
    if (count < wanted) {
      return -1;
    }
    long value = bits >>> (Long.SIZE - wanted);
    bits <<= wanted;
    count -= wanted;
    return value;
  }

  /** Goes on behind the restart marker {@code number}, 0 to 7; false where another one follows. */
  boolean restart(int number) {
    bits = 0;
    count = 0;
    int marker = next(file, at);
    if (marker + 1 >= file.limit() || byteAt(marker + 1) != FIRST_RESTART + number) {
      return false;
    }
    at = marker + 2;
    return true;
  }

  /** Where the next marker stands at or behind {@code from}; the file's length if nowhere. */
  static int next(ByteBuffer file, int from) {
    int at = from;
    while (at + 1 < file.limit()) {
      if ((file.get(at) & 0xff) == 0xff) {
        int code = file.get(at + 1) & 0xff;
        if (code != 0 && code != 0xff) {
          return at;
        }
      } else if (at + Long.BYTES <= file.limit() && !hasFf(file.getLong(at))) {
        at += Long.BYTES - 1;
      }
      at++;
    }
    return file.limit();
  }

  /** The same, past restart markers. */
  static int nextSegment(ByteBuffer file, int from) {
    int at = next(file, from);
    while (at + 1 < file.limit() && isRestart(file.get(at + 1) & 0xff)) {
      at = next(file, at + 2);
    }
    return at;
  }

  /** Takes as many bytes as there is room for; fewer before a marker. */
  private void fill() {
    if (at + Long.BYTES <= file.limit()) {
      long next = file.getLong(at);
      if (!hasFf(next)) {
        bits |= next >>> count;
        int bytes = (Long.SIZE - count) >> 3;
        count += 8 * bytes;
        at += bytes;
        return;
      }
    }
    while (count <= Long.SIZE - 8 && at < file.limit()) {
      int value = byteAt(at);
      if (value == 0xff) {
        int next = at + 1 < file.limit() ? byteAt(at + 1) : FIRST_RESTART - 1;
        if (next != 0 && next != 0xff) {
          return;
        }
        at++;
        if (next == 0xff) {
          continue; // a fill byte
        }
      }
      at++;
      bits |= (long) value << (Long.SIZE - 8 - count);
      count += 8;
    }
  }

  private int byteAt(int offset) {
    return file.get(offset) & 0xff;
  }

  private static boolean isRestart(int code) {
    return code >= FIRST_RESTART && code <= LAST_RESTART;
  }

  /** Whether a byte of {@code bytes} is 0xff. */
  private static boolean hasFf(long bytes) {
    return ((~bytes - 0x0101010101010101L) & bytes & 0x8080808080808080L) != 0;
  }
}
