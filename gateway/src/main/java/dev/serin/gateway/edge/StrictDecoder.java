package dev.serin.gateway.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;

/**
 * Vert.x's decoder, which also tells the guard behind it what it keeps to itself: bytes that made
 * no request head yet, and how many Content-Length headers there were. Of several in an HTTP/1.0
 * request Netty leaves the first alone.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {
  private final ConnectionGuard guard;
  private int lengths;

  StrictDecoder(HttpServerOptions options, ConnectionGuard guard) {
    super(options);
    this.guard = guard;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    // An empty line between two requests is no part of the second (RFC 9112, section 2.2).
    boolean begins =
        message instanceof ByteBuf bytes
            && bytes.isReadable()
            && bytes.getByte(bytes.readerIndex()) != '\r'
            && bytes.getByte(bytes.readerIndex()) != '\n';
    long heads = guard.heads();
    super.channelRead(context, message);
    if (begins && guard.heads() == heads) {
      guard.partOfHead();
    }
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) {
    lengths = 0;
    return super.createMessage(initialLine);
  }

  @Override
  protected AsciiString splitHeaderName(byte[] bytes, int start, int length) {
    AsciiString name = super.splitHeaderName(bytes, start, length);
    if (length == 14 && HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
      lengths++;
    }
    return name;
  }

  /** Content-Length headers of the request head that came last. */
  int lengths() {
    return lengths;
  }
}
