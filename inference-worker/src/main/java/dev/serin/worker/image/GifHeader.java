package dev.serin.worker.image;

import static dev.serin.worker.image.ImageException.undecodable;

/**
 * The first frame of a GIF file and the canvas it is painted on (GIF89a, sections 18 to 20).
 *
 * @param width pixels of the canvas; a frame that sticks out makes it larger, as in browsers
 * @param height pixels of the canvas
 * @param left column of the canvas where the frame begins
 * @param top row of the canvas where the frame begins
 * @param frameWidth pixels of the frame
 * @param frameHeight pixels of the frame
 * @param data where the frame's compressed data begins
 */
record GifHeader(
    int width, int height, int left, int top, int frameWidth, int frameHeight, long data) {
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int BLOCKS = 13;

  /** Bytes of the header of a frame. */
  private static final int FRAME = 10;

  static GifHeader read(ByteReader in) throws ImageException {
    long at = skipExtensions(in, (long) BLOCKS + colourTableBytes(in.u8(10)));
    if (in.u8(at) != IMAGE) {
      throw undecodable(ImageFormat.GIF, "it has no frame");
    }
    int left = in.u16le(at + 1);
    int top = in.u16le(at + 3);
    int frameWidth = in.u16le(at + 5);
    int frameHeight = in.u16le(at + 7);
    if (frameWidth == 0 || frameHeight == 0) {
      throw undecodable(ImageFormat.GIF, "its first frame is empty");
    }
    return new GifHeader(
        Math.max(in.u16le(6), left + frameWidth),
        Math.max(in.u16le(8), top + frameHeight),
        left,
        top,
        frameWidth,
        frameHeight,
        at + FRAME + colourTableBytes(in.u8(at + 9)));
  }

  ImageHeader size() {
    return new ImageHeader(ImageFormat.GIF, width, height);
  }

  private static long skipExtensions(ByteReader in, long from) throws ImageException {
    long at = from;
    while (in.u8(at) == EXTENSION) {
      at += 2;
      int block;
      do {
        block = in.u8(at);
        at += 1 + block;
      } while (block != 0);
    }
    return at;
  }

  private static int colourTableBytes(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }
}
