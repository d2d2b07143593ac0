package dev.serin.gateway.upload;

import static dev.serin.gateway.error.ProblemCode.EMPTY_IMAGE;
import static dev.serin.gateway.error.ProblemCode.NO_SLOT;
import static dev.serin.gateway.error.ProblemCode.TOO_LARGE;

import dev.serin.gateway.admission.Permit;
import dev.serin.gateway.error.Problem;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Consumer;

/** Gathers and hashes the bytes of one image. Takes memory as they come, not as they are told. */
final class ImageCollector implements MultipartParser.Part {
  private static final int FIRST_BYTES = 16 * 1024;

  private final int sizeMax;
  private final Permit memory;
  private final Consumer<EncodedImage> whenDone;
  private final MessageDigest sha256 = Sha256.start();
  private byte[] bytes = new byte[0];
  private int size;

  /**
   * @param sizeMax most bytes
   * @param memory grows by what is taken
   */
  ImageCollector(int sizeMax, Permit memory, Consumer<EncodedImage> whenDone) {
    this.sizeMax = sizeMax;
    this.memory = memory;
    this.whenDone = whenDone;
  }

  @Override
  public void data(byte[] from, int start, int end) {
    int more = end - start;
    if (more > sizeMax - size) {
      throw new Problem(TOO_LARGE, "an image may have " + sizeMax + " bytes").exception();
    }
    if (size + more > bytes.length) {
      grow(size + more);
    }
    System.arraycopy(from, start, bytes, size, more);
    sha256.update(from, start, more);
    size += more;
  }

  @Override
  public void end() {
    if (size == 0) {
      throw new Problem(EMPTY_IMAGE, "an image has no bytes").exception();
    }
    byte[] exact = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    whenDone.accept(new EncodedImage(exact, Sha256.hex(sha256)));
  }

  private void grow(int least) {
    int capacity = (int) Math.min(sizeMax, Math.max(least, Math.max(FIRST_BYTES, 2L * size)));
    if (!memory.tryGrow(capacity - bytes.length)) {
      throw new Problem(NO_SLOT, "the memory for uploads is in use", true).exception();
    }
    bytes = Arrays.copyOf(bytes, capacity);
  }
}
