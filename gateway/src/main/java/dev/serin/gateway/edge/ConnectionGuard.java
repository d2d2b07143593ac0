package dev.serin.gateway.edge;

import dev.serin.gateway.admission.TrackedConnection;
import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Watches over one connection, between Netty's decoder and Vert.x: tells the table whether the
 * connection waits or works, ends heads that take too long, and refuses what is no request. Used on
 * the connection's event loop only.
 */
// What a write or a close comes to is told to the promise that it was given.
@SuppressWarnings("FutureReturnValueIgnored")
final class ConnectionGuard extends ChannelDuplexHandler {
  private static final Problem HEAD_TOO_SLOW =
      new Problem(ProblemCode.HEAD_TOO_SLOW, "the request head takes too long to arrive");
  private static final Problem BODY_TOO_SLOW =
      new Problem(ProblemCode.BODY_TOO_SLOW, "the body takes too long to arrive");
  private static final Problem BAD_CHUNK =
      new Problem(ProblemCode.MALFORMED_REQUEST, "the body is not chunked as RFC 9112 says");

  private final TrackedConnection connection;
  private final Edge.Times times;
  private final Dropped dropped;
  private final StrictDecoder decoder;
  private final Countdown countdown = new Countdown();

  /** Request heads so far. */
  private long heads;

  /** Requests without a complete answer. */
  private int owed;

  /** A body is not in yet. */
  private boolean receiving;

  /** A part of the answer to the first of those that are owed is out. */
  private boolean answering;

  /** As the table has it. */
  private boolean busy;

  private boolean flushing;
  private boolean partOfHead;

  /** Nothing more is read. */
  private boolean refused;

  private @Nullable Problem problem;
  private boolean closing;

  private ConnectionGuard(
      TrackedConnection connection, Edge.Times times, Dropped dropped, HttpServerOptions options) {
    this.connection = connection;
    this.times = times;
    this.dropped = dropped;
    this.decoder = new StrictDecoder(options, this);
  }

  /** Puts a guard into {@code pipeline}, which is ready for HTTP/1.1 by {@code options}. */
  static void install(
      ChannelPipeline pipeline,
      HttpServerOptions options,
      TrackedConnection connection,
      Edge.Times times,
      Dropped dropped) {
    ConnectionGuard guard = new ConnectionGuard(connection, times, dropped, options);
    pipeline.replace(HttpRequestDecoder.class, "httpDecoder", guard.decoder);
    pipeline.addAfter("httpEncoder", "guard", guard);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    countdown.begin(context.executor(), times.head(), () -> expired(context));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    countdown.close();
    context.fireChannelInactive();
  }

  long heads() {
    return heads;
  }

  /** Bytes have come, and no head is complete by them. */
  void partOfHead() {
    // While an answer is still leaving, the connection is at work, whatever comes behind it.
    if (!partOfHead && !receiving && !busy && !refused) {
      partOfHead = true;
      connection.halfSent();
      countdown.goOn(times.head());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (refused || (message instanceof HttpRequest request && !begins(request))) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpContent content && !refused) {
      if (content.decoderResult().isFailure()) {
        content.release();
        refuse(context, BAD_CHUNK, Dropped.Reason.MALFORMED);
        return;
      }
      if (message instanceof LastHttpContent) {
        receiving = false;
        countdown.stop();
      }
    }
    context.fireChannelRead(message);
  }

  /** False where the request is not to be answered. What is wrong with it is noted in it. */
  private boolean begins(HttpRequest request) {
    DecoderResult result = request.decoderResult();
    if (result.isFailure() && result.cause() instanceof PrematureChannelClosureException) {
      return false;
    }
    if (!connection.busy()) {
      return false;
    }
    if (result.isSuccess()) {
      Framing.fault(request, decoder.lengths())
          .map(fault -> new Problem(ProblemCode.MALFORMED_REQUEST, fault).exception())
          .ifPresent(fault -> request.setDecoderResult(DecoderResult.failure(fault)));
    }
    heads++;
    owed++;
    busy = true;
    partOfHead = false;
    countdown.stop();
    if (request.decoderResult().isFailure()) {
      // Else Vert.x answers in the version that it was asked in, whichever that is.
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
      refused = true;
      dropped.count(Dropped.Reason.MALFORMED);
    } else {
      receiving = true;
      times.body().ifPresent(countdown::goOn);
    }
    return true;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response) {
      if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
        context.write(message, promise);
        return;
      }
      answering = true;
      if (refused && owed == 1) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      }
    }
    context.write(message, promise);
    if (message instanceof LastHttpContent) {
      answering = false;
      owed--;
      if (owed == 1 && problem != null && !closing) {
        context.executor().execute(() -> fail(context));
      }
    }
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    context.flush();
    settle(context);
  }

  /** The connection waits once all its answers have left this process. */
  private void settle(ChannelHandlerContext context) {
    if (!busy || owed > 0 || flushing) {
      return;
    }
    if (hasLeft(context)) {
      busy = false;
      connection.idle();
    } else {
      flushing = true;
      context
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              written -> {
                flushing = false;
                // Else the connection is closing, and never waits again. Not at once: Netty
                // still counts what it tells of as waiting.
                if (written.isSuccess()) {
                  context.executor().execute(() -> settle(context));
                }
              });
    }
  }

  private static boolean hasLeft(ChannelHandlerContext context) {
    var waiting = context.channel().unsafe().outboundBuffer();
    return waiting == null || waiting.totalPendingWriteBytes() == 0;
  }

  private void expired(ChannelHandlerContext context) {
    if (receiving) {
      refuse(context, BODY_TOO_SLOW, Dropped.Reason.BODY_TIMEOUT);
    } else if (owed == 0 && !refused) {
      dropped.count(Dropped.Reason.HEAD_TIMEOUT);
      if (partOfHead) {
        refused = true;
        problem = HEAD_TOO_SLOW;
      }
      context.channel().close();
    }
  }

  /** Ends the connection with a problem of the request that is being received. */
  private void refuse(ChannelHandlerContext context, Problem with, Dropped.Reason reason) {
    refused = true;
    receiving = false;
    problem = with;
    dropped.count(reason);
    // Answers to requests before it come first.
    if (owed <= 1) {
      fail(context);
    }
  }

  /** The request's handlers hear of it and may answer; then Vert.x closes the connection. */
  private void fail(ChannelHandlerContext context) {
    ProblemException failure = Objects.requireNonNull(problem).exception();
    context.fireExceptionCaught(failure);
  }

  /** A refused connection hears why, and may send for a moment before it is closed. */
  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (!refused || closing || !context.channel().isActive()) {
      context.close(promise);
      return;
    }
    closing = true;
    if (problem != null && !answering && (owed > 0 || partOfHead)) {
      context.write(LastWords.of(problem));
    }
    LastWords.close(context, times.linger(), promise);
  }
}
