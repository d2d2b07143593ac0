package dev.serin.gateway.upload;

import static dev.serin.gateway.error.ProblemCode.EMPTY_IMAGE;
import static dev.serin.gateway.error.ProblemCode.NO_SLOT;
import static dev.serin.gateway.error.ProblemCode.TOO_LARGE;

import dev.serin.gateway.error.Problem;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.Sha256;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.security.MessageDigest;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Gathers and hashes the bytes of one image in native memory. Takes memory as the bytes come: only
 * a body that has shown an eighth of its length is believed to have the rest.
 */
final class ImageCollector implements MultipartParser.Part, AutoCloseable {
  private static final int FIRST_BYTES = 64 * 1024;
  private static final int SHOWN = 8;

  private final int sizeMax;
  private final long promised;
  private final LongPredicate memory;
  private final Consumer<EncodedImage> whenDone;
  private final MessageDigest sha256 = Sha256.start();
  private @Nullable ByteBuf bytes;
  private int size;

  /**
   * @param sizeMax most bytes
   * @param promised bytes that the body says it has, this image among them
   * @param memory takes a number of bytes, or says that there are none
   * @param whenDone takes over the image
   */
  ImageCollector(
      int sizeMax, long promised, LongPredicate memory, Consumer<EncodedImage> whenDone) {
    this.sizeMax = sizeMax;
    this.promised = promised;
    this.memory = memory;
    this.whenDone = whenDone;
  }

  @Override
  public void data(byte[] from, int start, int end) {
    int more = end - start;
    if (more > sizeMax - size) {
      throw new Problem(TOO_LARGE, "an image may have " + sizeMax + " bytes").exception();
    }
    if (more > 0) {
      room(size + more).writeBytes(from, start, more);
      sha256.update(from, start, more);
      size += more;
    }
  }

  @Override
  public void end() {
    if (bytes == null) {
      throw new Problem(EMPTY_IMAGE, "an image has no bytes").exception();
    }
    EncodedImage image = new EncodedImage(bytes.capacity(size), Sha256.hex(sha256));
    bytes = null;
    whenDone.accept(image);
  }

  /** Gives back what was gathered, unless it became an image. */
  @Override
  public void close() {
    if (bytes != null) {
      bytes.release();
      bytes = null;
    }
  }

  private ByteBuf room(int least) {
    ByteBuf present = bytes;
    if (present == null) {
      int capacity = take(0, Math.min(promised, FIRST_BYTES), least);
      bytes = PooledByteBufAllocator.DEFAULT.directBuffer(capacity, sizeMax);
      return bytes;
    }
    if (least > present.capacity()) {
      long believed = promised / SHOWN <= size ? promised : 0;
      long wanted = Math.max(believed, 2L * present.capacity());
      present.capacity(take(present.capacity(), wanted, least));
    }
    return present;
  }

  private int take(int present, long wanted, int least) {
    int capacity = (int) Math.min(sizeMax, Math.max(least, wanted));
    if (!memory.test(capacity - present)) {
      throw new Problem(NO_SLOT, "the memory for uploads is in use", true).exception();
    }
    return capacity;
  }
}
