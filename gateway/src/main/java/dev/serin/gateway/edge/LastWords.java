package dev.serin.gateway.edge;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.Problems;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end of a connection that was refused. */
@SuppressWarnings("FutureReturnValueIgnored") // Nothing is left to be done where closing fails.
final class LastWords {
  private LastWords() {}

  /** An answer where no handler of Vert.x can give one. */
  static FullHttpResponse of(Problem problem) {
    byte[] body = Problems.json(problem).toBuffer().getBytes();
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(problem.status()),
            Unpooled.wrappedBuffer(body));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }

  /**
   * Sends what was written and the end of the stream, and closes once the client has, or after
   * {@code linger}. Closing at once would reset the connection while the client still sends, and it
   * might never see the answer.
   */
  static void close(ChannelHandlerContext context, Duration linger, ChannelPromise promise) {
    Channel channel = context.channel();
    // Vert.x may have stopped the reading.
    channel.config().setAutoRead(true);
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            sent -> {
              ChannelFuture ended =
                  sent.isSuccess() && channel instanceof DuplexChannel duplex
                      ? duplex.shutdownOutput()
                      : channel.newFailedFuture(new IllegalStateException("not sent"));
              if (ended.isDone() && !ended.isSuccess()) {
                context.close(promise);
              } else {
                context
                    .executor()
                    .schedule(() -> context.close(promise), linger.toNanos(), TimeUnit.NANOSECONDS);
              }
            });
  }
}
