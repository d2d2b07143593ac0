package dev.serin.gateway.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What is sent, in turn: each image to each model, or a GET of each path. Everything but the serial
 * of a unique image is made once. Used on one thread.
 */
final class Requests {
  /** Hexadecimal digits behind the end of an image, where decoders do not look. */
  private static final int SERIAL_DIGITS = 16;

  /** A request that is written as it is; {@code body} may be empty. */
  private record Ready(ByteBuf head, ByteBuf body) {}

  private final List<Ready> all;
  private final boolean unique;
  private final AtomicLong serial;
  private int next;

  private Requests(List<Ready> all, boolean unique, AtomicLong serial) {
    this.all = all;
    this.unique = unique;
    this.serial = serial;
  }

  /** GETs of {@code paths}. */
  static Requests get(Target target, List<String> paths) {
    List<Ready> all = new ArrayList<>();
    for (String path : paths) {
      all.add(new Ready(direct(target.head("GET", path)), Unpooled.EMPTY_BUFFER));
    }
    return new Requests(all, false, new AtomicLong());
  }

  /**
   * POSTs of {@code images}.
   *
   * @param paths one for each model
   * @param serial makes every image a new one, where {@code unique}
   */
  static Requests post(
      Target target, List<String> paths, List<ByteBuf> images, boolean unique, AtomicLong serial) {
    List<Ready> all = new ArrayList<>();
    for (ByteBuf image : images) {
      int length = image.readableBytes() + (unique ? SERIAL_DIGITS : 0);
      for (String path : paths) {
        byte[] head =
            target.head(
                "POST",
                path,
                "Content-Type: application/octet-stream",
                "Content-Length: " + length);
        all.add(new Ready(direct(head), image));
      }
    }
    return new Requests(all, unique, serial);
  }

  private static ByteBuf direct(byte[] bytes) {
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(direct));
  }

  /** Bytes that no writer can free: they are sent again. */
  static ByteBuf image(byte[] bytes) {
    return direct(bytes);
  }

  /** Tells {@code out} the parts of the next request. */
  void next(Consumer<ByteBuf> out) {
    Ready ready = all.get(next);
    next = next + 1 == all.size() ? 0 : next + 1;
    out.accept(ready.head().duplicate());
    if (ready.body().isReadable()) {
      out.accept(ready.body().duplicate());
      if (unique) {
        out.accept(serial(serial.incrementAndGet()));
      }
    }
  }

  private static ByteBuf serial(long number) {
    ByteBuf digits = Unpooled.buffer(SERIAL_DIGITS);
    for (int shift = 60; shift >= 0; shift -= 4) {
      digits.writeByte(Character.forDigit((int) (number >>> shift) & 0xf, 16));
    }
    return digits;
  }
}
