package dev.serin.worker.image;

import static dev.serin.worker.image.ImageException.undecodable;

/** Finds the size in the first directory of a TIFF file (TIFF 6.0, section 2). */
final class TiffHeader {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int SHORT = 3;

  private final ByteReader in;
  private final boolean littleEndian;

  private TiffHeader(ByteReader in) {
    this.in = in;
    this.littleEndian = in.has(0, "II");
  }

  static ImageHeader read(ByteReader in) throws ImageException {
    TiffHeader tiff = new TiffHeader(in);
    return new ImageHeader(ImageFormat.TIFF, tiff.value(WIDTH), tiff.value(HEIGHT));
  }

  private long value(int tag) throws ImageException {
    long directory = u32(4);
    int entries = u16(directory);
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + 12L * i;
      if (u16(entry) == tag) {
        return u16(entry + 2) == SHORT ? u16(entry + 8) : u32(entry + 8);
      }
    }
    throw undecodable(ImageFormat.TIFF, "its first directory gives no size");
  }

  private int u16(long offset) throws ImageException {
    return littleEndian ? in.u16le(offset) : in.u16be(offset);
  }

  private long u32(long offset) throws ImageException {
    return littleEndian ? in.u32le(offset) : in.u32be(offset);
  }
}
