package dev.serin.worker.image;

/**
 * The first directory of a TIFF file, or of the TIFF structure that EXIF is (TIFF 6.0, section 2).
 */
final class TiffDirectory {
  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int ORIENTATION = 274;

  private static final int SHORT = 3;

  private final ByteReader in;
  private final long start;
  private final boolean littleEndian;

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
    long directory = start + u32(start + 4);
    int entries = u16(directory);
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + 12L * i;
      if (u16(entry) == tag) {
        return u16(entry + 2) == SHORT ? u16(entry + 8) : u32(entry + 8);
      }
    }
    throw in.damaged("its first directory has no tag " + tag);
  }

  private int u16(long offset) throws ImageException {
    return littleEndian ? in.u16le(offset) : in.u16be(offset);
  }

  private long u32(long offset) throws ImageException {
    return littleEndian ? in.u32le(offset) : in.u32be(offset);
  }
}
