package dev.serin.gateway.images.store;

import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.Sha256;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.security.MessageDigest;

/** Reads images from where they may have been damaged. */
final class Verified {
  /** Where the bytes come from. */
  interface Source {
    /**
     * Appends up to {@code length} bytes to {@code buffer}.
     *
     * @return how many; less than 1 where there are no more
     */
    int read(ByteBuf buffer, int length) throws IOException;
  }

  private Verified() {}

  /**
   * Reads straight into native memory.
   *
   * @param sha256 what the bytes must hash to
   * @param size how many there should be
   * @param sizeMax most that are read
   * @throws DamagedImageException where there are more or less of them, or others
   */
  static EncodedImage read(String sha256, long size, long sizeMax, Source source)
      throws IOException {
    if (size < 1 || size > sizeMax) {
      throw new DamagedImageException(
          "%s has %d bytes: images have 1 to %d".formatted(sha256, size, sizeMax));
    }
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer((int) size, (int) size);
    boolean good = false;
    try {
      while (buffer.isWritable() && source.read(buffer, buffer.writableBytes()) > 0) {
        // Until it is full or the source is dry.
      }
      MessageDigest digest = Sha256.start();
      digest.update(buffer.nioBuffer());
      good = !buffer.isWritable() && Sha256.hex(digest).equals(sha256);
      if (!good) {
        throw new DamagedImageException(
            "%s: its %d bytes are others".formatted(sha256, buffer.readableBytes()));
      }
      return new EncodedImage(buffer, sha256);
    } finally {
      if (!good) {
        buffer.release();
      }
    }
  }
}
