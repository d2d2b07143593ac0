package dev.serin.gateway.cdn;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;

/** The body of an answer with several parts: {@code multipart/byteranges} (RFC 9110 14.6). */
final class ByteRanges {
  private ByteRanges() {}

  /**
   * Never found inside the representation: no file holds its own SHA-256.
   *
   * @param etag of the representation
   */
  static String mediaType(String etag) {
    return "multipart/byteranges; boundary=" + boundary(etag);
  }

  /** The parts, each with its headers. Nothing of the representation is copied. */
  static Buffer body(Representation whole, List<ByteRange> ranges) {
    ByteBuf content = ((BufferInternal) whole.body()).getByteBuf();
    List<ByteBuf> pieces = new ArrayList<>(2 * ranges.size() + 1);
    String delimiter = "--" + boundary(whole.etag());
    for (ByteRange range : ranges) {
      pieces.add(
          ascii(
              "\r\n%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
                  .formatted(delimiter, whole.mediaType(), range.of(whole.size()))));
      pieces.add(content.slice(range.first(), range.length()));
    }
    pieces.add(ascii("\r\n" + delimiter + "--\r\n"));
    return BufferInternal.buffer(
        Unpooled.wrappedBuffer(pieces.size(), pieces.toArray(ByteBuf[]::new)));
  }

  private static String boundary(String etag) {
    return etag.substring(1, etag.length() - 1);
  }

  private static ByteBuf ascii(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(US_ASCII));
  }
}
