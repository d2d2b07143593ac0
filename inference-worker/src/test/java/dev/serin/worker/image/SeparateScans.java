package dev.serin.worker.image;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;

/**
 * Writes a baseline JPEG of three channels, each in a scan of its own: what no writer at hand does.
 * Blocks are of one tone; without tables of codes, the standard ones are meant.
 */
final class SeparateScans {
  /** Codes of the standard table for DC values of luminance: 0 to 5 bits follow. */
  private static final int[] CODES = {0b00, 0b010, 0b011, 0b100, 0b101, 0b110};

  private static final int END_OF_BLOCK = 0b1010;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private int pending;
  private int held;

  /**
   * @param scans channels that get their scan, up to 3
   */
  static byte[] of(int blocksAcross, int blocksDown, int scans) {
    SeparateScans jpeg = new SeparateScans();
    jpeg.head(8 * blocksAcross, 8 * blocksDown);
    SplittableRandom random = new SplittableRandom(7);
    for (int channel = 1; channel <= scans; channel++) {
      jpeg.put(0xff, 0xda, 0, 8, 1, channel, 0, 0, 63, 0);
      for (int block = 0; block < blocksAcross * blocksDown; block++) {
        int size = random.nextInt(CODES.length);
        jpeg.bits(CODES[size], size == 0 ? 2 : 3);
        jpeg.bits(random.nextInt(1 << size), size);
        jpeg.bits(END_OF_BLOCK, 4);
      }
      jpeg.bits(127, (8 - jpeg.held) % 8);
    }
    jpeg.put(0xff, 0xd9);
    return jpeg.file.toByteArray();
  }

  private void head(int width, int height) {
    put(0xff, 0xd8, 0xff, 0xdb, 0, 67, 0);
    for (int i = 0; i < 64; i++) {
      put(4);
    }
    put(0xff, 0xc0, 0, 17, 8, 0, height, 0, width, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0);
  }

  private void bits(int value, int length) {
    for (int i = length - 1; i >= 0; i--) {
      pending = (pending << 1) | ((value >> i) & 1);
      if (++held == 8) {
        put(pending & 0xff);
        if ((pending & 0xff) == 0xff) {
          put(0);
        }
        held = 0;
      }
    }
  }

  private void put(int... bytes) {
    for (int value : bytes) {
      file.write(value);
    }
  }
}
