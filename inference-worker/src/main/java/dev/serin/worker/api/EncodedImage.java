package dev.serin.worker.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of one uploaded image file, with the digest that names them everywhere. They lie in
 * native memory, where socket, disk and decoder use them without a copy, and are counted: whoever
 * keeps an image beyond a call retains it, and closes it in the end. The last close gives the
 * memory back.
 */
public final class EncodedImage implements AutoCloseable {
  private final ByteBuf content;
  private final int size;
  private final String sha256;

  /**
   * Takes over one reference to {@code content}, whose bytes must not change any more.
   *
   * @param content direct and in one piece; the image is what is readable of it
   * @param sha256 SHA-256 of these bytes, 64 lower-case hexadecimal digits
   */
  public EncodedImage(ByteBuf content, String sha256) {
    if (!content.isDirect() || content.nioBufferCount() != 1) {
      throw new IllegalArgumentException("not native memory in one piece: " + content);
    }
    this.content = content;
    this.size = content.readableBytes();
    this.sha256 = sha256;
  }

  /**
   * Copies {@code bytes} and computes their digest: for tools and tests. Nothing is lost if it is
   * never closed, because this memory is the garbage collector's.
   */
  public static EncodedImage of(byte[] bytes) {
    ByteBuffer copy = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    return new EncodedImage(Unpooled.wrappedBuffer(copy), Sha256.hex(bytes));
  }

  /** The bytes themselves, from position 0 to the limit; to be read only, while it is open. */
  public ByteBuffer bytes() {
    return content.nioBuffer().order(ByteOrder.nativeOrder());
  }

  /** The same for who writes to sockets; not retained. */
  public ByteBuf content() {
    return content.slice();
  }

  /** Bytes of the file. */
  public int size() {
    return size;
  }

  /** SHA-256 of the bytes, 64 lower-case hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /**
   * One more reference, to be closed like the first.
   *
   * @throws IllegalReferenceCountException if the last one is closed already
   */
  public EncodedImage retain() {
    content.retain();
    return this;
  }

  /** One more reference, unless the last one is closed already: it may be, in another thread. */
  public boolean tryRetain() {
    try {
      content.retain();
      return true;
    } catch (IllegalReferenceCountException e) {
      return false;
    }
  }

  /** Gives one reference back. */
  @Override
  public void close() {
    content.release();
  }

  @Override
  public String toString() {
    return "EncodedImage[" + size + " bytes, sha256:" + sha256 + "]";
  }
}
