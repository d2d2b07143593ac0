package dev.serin.worker.image;

import static dev.serin.worker.image.ImageException.incomplete;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Whether a GIF has all pixels of its first frame: the JDK's reader leaves out what is missing. */
final class GifIntegrity {
  private static final int CODE_BITS_MAX = 11;

  private GifIntegrity() {}

  /**
   * @throws ImageException if the first frame ends early
   */
  static void require(ByteReader in, GifHeader header) throws ImageException {
    int rootBits = in.u8(header.data());
    if (rootBits < 1 || rootBits > CODE_BITS_MAX) {
      throw in.damaged("its codes begin with " + rootBits + " bits");
    }
    ByteBuf codes = codes(in, header.data() + 1);
    try {
      long wanted = (long) header.frameWidth() * header.frameHeight();
      long found = LzwCount.gif(codes.nioBuffer(), rootBits).count(wanted);
      if (found < wanted) {
        throw incomplete(
            ImageFormat.GIF,
            "it ends early: %,d of %,d pixels are there; send the complete file"
                .formatted(found, wanted));
      }
    } finally {
      codes.release();
    }
  }

  /** The blocks of the frame, without the lengths between them, as far as they are there. */
  private static ByteBuf codes(ByteReader in, long from) throws ImageException {
    ByteBuf codes = Unpooled.buffer();
    long at = from;
    while (at < in.length() && in.u8(at) != 0) {
      int block = (int) Math.min(in.u8(at), in.length() - at - 1);
      codes.writeBytes(in.bytes().slice((int) at + 1, block));
      at += 1 + block;
    }
    return codes;
  }
}
