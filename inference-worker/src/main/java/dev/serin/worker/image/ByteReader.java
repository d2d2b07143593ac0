package dev.serin.worker.image;

import java.nio.ByteBuffer;

/** Reads numbers at offsets of a stranger's file; past its end is an error, never a crash. */
final class ByteReader {
  private final ByteBuffer bytes;
  private final ImageFormat format;

  /**
   * @param file from position to limit; neither of them moves
   */
  ByteReader(ByteBuffer file, ImageFormat format) {
    this.bytes = file.slice();
    this.format = format;
  }

  /** The file, position 0. */
  ByteBuffer bytes() {
    return bytes.duplicate();
  }

  int length() {
    return bytes.limit();
  }

  ImageException damaged(String what) {
    return ImageException.undecodable(format, what);
  }

  int u8(long offset) throws ImageException {
    if (offset < 0 || offset >= bytes.limit()) {
      throw ImageException.incomplete(format, "it ends too early");
    }
    return bytes.get((int) offset) & 0xff;
  }

  int u16be(long offset) throws ImageException {
    return u8(offset) << 8 | u8(offset + 1);
  }

  int u16le(long offset) throws ImageException {
    return u8(offset) | u8(offset + 1) << 8;
  }

  int u24le(long offset) throws ImageException {
    return u16le(offset) | u8(offset + 2) << 16;
  }

  long u32be(long offset) throws ImageException {
    return (long) u16be(offset) << 16 | u16be(offset + 2);
  }

  long u32le(long offset) throws ImageException {
    return u16le(offset) | (long) u16le(offset + 2) << 16;
  }

  /** Whether the ASCII text {@code text} stands at {@code offset}. */
  boolean has(long offset, String text) {
    if (offset < 0 || offset + text.length() > bytes.limit()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if ((bytes.get((int) offset + i) & 0xff) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
