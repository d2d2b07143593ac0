package dev.serin.worker.image;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The first directory of a TIFF file, or of the TIFF structure that EXIF is (TIFF 6.0, section 2).
 */
final class TiffDirectory {
  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int ORIENTATION = 274;

  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int UNDEFINED = 7;

  private final ByteReader in;
  private final long start;
  private final boolean littleEndian;

  /**
   * @param values how many there are
   * @param at where the first one is
   */
  private record Entry(int type, long values, long at) {
    int bytes() {
      return switch (type) {
        case BYTE, UNDEFINED -> 1;
        case SHORT -> 2;
        case LONG -> 4;
        default -> 0;
      };
    }
  }

  /**
   * @param start where its header begins; its offsets count from there
   */
  TiffDirectory(ByteReader in, long start) {
    this.in = in;
    this.start = start;
    this.littleEndian = in.has(start, "II");
  }

  /**
   * The number under {@code tag}.
   *
   * @throws ImageException if it is not there
   */
  long value(int tag) throws ImageException {
    long entry = entry(tag);
    if (entry == 0) {
      throw in.damaged("its first directory has no tag " + tag);
    }
    return u16(entry + 2) == SHORT ? u16(entry + 8) : u32(entry + 8);
  }

  /** The same, {@code otherwise} where it is not there. */
  long value(int tag, long otherwise) throws ImageException {
    return has(tag) ? value(tag) : otherwise;
  }

  boolean has(int tag) throws ImageException {
    return entry(tag) != 0;
  }

  /** All whole numbers under {@code tag}; none where it is not there or has no such numbers. */
  long[] values(int tag) throws ImageException {
    Optional<Entry> found = within(tag);
    if (found.isEmpty()) {
      return new long[0];
    }
    Entry entry = found.get();
    long[] values = new long[(int) entry.values];
    for (int i = 0; i < values.length; i++) {
      long at = entry.at + (long) i * entry.bytes();
      values[i] =
          switch (entry.bytes()) {
            case 1 -> in.u8(at);
            case 2 -> u16(at);
            default -> u32(at);
          };
    }
    return values;
  }

  /** The bytes under {@code tag}, position 0; none where it is not there. */
  ByteBuffer bytes(int tag) throws ImageException {
    Optional<Entry> found = within(tag).filter(entry -> entry.bytes() == 1);
    return found.isEmpty()
        ? ByteBuffer.allocate(0)
        : in.bytes().slice((int) found.get().at, (int) found.get().values);
  }

  /** What stands under {@code tag}, all of it within the file. */
  private Optional<Entry> within(int tag) throws ImageException {
    long entry = entry(tag);
    if (entry == 0) {
      return Optional.empty();
    }
    Entry outline = new Entry(u16(entry + 2), u32(entry + 4), 0);
    long bytes = outline.values * outline.bytes();
    long at = bytes <= 4 ? entry + 8 : start + u32(entry + 8);
    if (at + bytes > in.length()) {
      throw ImageException.incomplete(
          ImageFormat.TIFF, "it ends early: its tag " + tag + " is not all there");
    }
    return bytes == 0 ? Optional.empty() : Optional.of(new Entry(outline.type, outline.values, at));
  }

  /** Where the entry of {@code tag} is; 0 without one. */
  private long entry(int tag) throws ImageException {
    long directory = start + u32(start + 4);
    int entries = u16(directory);
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + 12L * i;
      if (u16(entry) == tag) {
        return entry;
      }
    }
    return 0;
  }

  private int u16(long offset) throws ImageException {
    return littleEndian ? in.u16le(offset) : in.u16be(offset);
  }

  private long u32(long offset) throws ImageException {
    return littleEndian ? in.u32le(offset) : in.u32be(offset);
  }
}
