package dev.serin.gateway.upload;

import static dev.serin.gateway.error.ProblemCode.BODY_TOO_SLOW;

import dev.serin.gateway.admission.Bodies;
import dev.serin.gateway.admission.Body;
import dev.serin.gateway.config.UploadConfig;
import dev.serin.gateway.edge.Incoming;
import dev.serin.gateway.error.Problem;
import dev.serin.worker.api.EncodedImage;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.Duration;
import java.util.List;

/**
 * One body on its way in. Ends once: with the images, with what is wrong, or with the connection.
 * The time a body has grows with what it brought, so a large one over an honest line is not cut,
 * and a trickle is.
 */
final class Upload {
  private final Vertx vertx;
  private final HttpServerRequest request;
  private final BodyReader reader;
  private final Body body;
  private final Duration timeout;
  private final long bytesPerSecond;
  private final Promise<List<EncodedImage>> images;
  private final long start = System.nanoTime();
  private long timer;

  private Upload(
      Vertx vertx,
      HttpServerRequest request,
      BodyReader reader,
      Body body,
      Promise<List<EncodedImage>> images,
      UploadConfig limits) {
    this.vertx = vertx;
    this.request = request;
    this.reader = reader;
    this.body = body;
    this.images = images;
    this.timeout = limits.bodyTimeout();
    this.bytesPerSecond = limits.bodyRate();
  }

  /**
   * Reads the body of {@code request}; to be called before it has begun to flow. What it holds
   * before it is in goes back with {@code held}, as its memory and images do when it is.
   */
  static Future<List<EncodedImage>> read(
      Vertx vertx, HttpServerRequest request, Bodies bodies, UploadConfig limits, Holdings held) {
    Promise<List<EncodedImage>> images = Promise.promise();
    Body body = Incoming.begin(bodies, vertx, request, images);
    held.add(body::close);
    held.add(body.memory()::close);
    BodyReader reader = new BodyReader(request, limits, body::tryGrow);
    held.add(reader::close);
    return new Upload(vertx, request, reader, body, images, limits).read();
  }

  private Future<List<EncodedImage>> read() {
    request.handler(this::feed);
    request.endHandler(end -> finish());
    request.exceptionHandler(images::tryFail);
    timer = vertx.setTimer(timeout.toMillis(), fired -> checkTime());
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    return images.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  /** Vert.x has copied the chunk onto the heap; its own accessors would copy it once more. */
  private void feed(Buffer chunk) {
    if (images.future().isComplete()) {
      return;
    }
    try {
      ByteBuf bytes = ((BufferInternal) chunk).getByteBuf();
      int from = bytes.arrayOffset() + bytes.readerIndex();
      body.received(bytes.readableBytes());
      reader.feed(bytes.array(), from, from + bytes.readableBytes());
    } catch (RuntimeException e) {
      images.tryFail(e);
    }
  }

  private void finish() {
    if (images.future().isComplete()) {
      return;
    }
    try {
      images.tryComplete(reader.end());
    } catch (RuntimeException e) {
      images.tryFail(e);
    }
  }

  private void checkTime() {
    long earnedMs = request.bytesRead() * 1000 / bytesPerSecond;
    long leftMs = timeout.toMillis() + earnedMs - (System.nanoTime() - start) / 1_000_000;
    if (leftMs <= 0) {
      images.tryFail(
          new Problem(BODY_TOO_SLOW, "the body arrives too slowly to go on").exception());
    } else {
      timer = vertx.setTimer(leftMs, fired -> checkTime());
    }
  }
}
