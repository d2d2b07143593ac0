package dev.serin.worker.remote;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serin.worker.api.Cancellation;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Priority;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages as they travel between processes: JSON, and behind it the image. Two releases understand
 * each other as long as fields are only ever added: what is not known is skipped, and what is
 * missing is null, 0 or empty. Times travel as what is left of them, because clocks differ.
 */
final class Wire {
  private final JsonMapper json =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .withConfigOverride(
              List.class,
              lists -> lists.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .build();

  private final LongSupplier nanoTime;

  /**
   * @param nanoTime {@link System#nanoTime()}
   */
  Wire(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * A request and the number by which its sender speaks of it.
   *
   * @param traceParent the sender's span, as W3C has it; null where there is none
   */
  record Numbered(long number, ClassifyRequest request, @Nullable String traceParent) {}

  /**
   * What becomes of a request.
   *
   * @param untilNanos somebody waits for so long from now; null where nobody does any more
   */
  record Control(long number, @Nullable Long untilNanos) {}

  private record Head(
      long number,
      String model,
      String version,
      int top,
      long dueNanos,
      long deadlineNanos,
      boolean background,
      String sha256,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String traceparent) {}

  private record Reply(
      @Nullable Classification answer,
      @Nullable String reason,
      @Nullable String message,
      long retryNanos) {}

  Buffer request(long number, ClassifyRequest request) {
    long now = nanoTime.getAsLong();
    byte[] head =
        bytes(
            new Head(
                number,
                request.model(),
                request.version(),
                request.top(),
                request.dueNanos() - now,
                request.deadlineNanos() - now,
                request.priority() == Priority.BACKGROUND,
                request.image().sha256(),
                request.span().traceParent()));
    EncodedImage image = request.image();
    return Buffer.buffer(Integer.BYTES + head.length + image.size())
        .appendInt(head.length)
        .appendBytes(head)
        .appendBuffer(BufferInternal.buffer(image.content()));
  }

  /** The image is the receiver's to close. */
  Numbered request(Buffer message) {
    int length = message.getInt(0);
    int start = Integer.BYTES + length;
    Head head = read(message.getBytes(Integer.BYTES, start), Head.class);
    long now = nanoTime.getAsLong();
    Cancellation cancellation = new Cancellation();
    cancellation.extend(now + head.dueNanos);
    return new Numbered(
        head.number,
        new ClassifyRequest(
            head.model,
            head.version,
            image(message, start, head.sha256),
            head.top,
            now + head.deadlineNanos,
            cancellation,
            head.background ? Priority.BACKGROUND : Priority.CALLER),
        head.traceparent);
  }

  private static EncodedImage image(Buffer message, int start, String sha256) {
    int size = message.length() - start;
    ByteBuf content = PooledByteBufAllocator.DEFAULT.directBuffer(size, size);
    content.writeBytes(((BufferInternal) message).getByteBuf(), start, size);
    return new EncodedImage(content, sha256);
  }

  Buffer answer(Classification answer) {
    return Buffer.buffer(bytes(new Reply(answer, null, null, 0)));
  }

  Buffer failure(InferenceFailure failure) {
    return Buffer.buffer(
        bytes(
            new Reply(null, failure.reason().name(), failure.getMessage(), failure.retryNanos())));
  }

  /**
   * @throws InferenceFailure where the answer is one
   */
  Classification answer(Buffer message) {
    Reply reply = read(message.getBytes(), Reply.class);
    if (reply.answer != null) {
      return reply.answer;
    }
    String text = String.valueOf(reply.message);
    Reason reason = reason(String.valueOf(reply.reason));
    throw reason == Reason.OVERLOADED
        ? InferenceFailure.overloaded(text, reply.retryNanos)
        : new InferenceFailure(reason, text);
  }

  /** A later release may know more of them. */
  private static Reason reason(String name) {
    for (Reason reason : Reason.values()) {
      if (reason.name().equals(name)) {
        return reason;
      }
    }
    return Reason.INTERNAL;
  }

  Buffer control(long number, @Nullable Long untilNanos) {
    return Buffer.buffer(
        bytes(new Control(number, untilNanos == null ? null : untilNanos - nanoTime.getAsLong())));
  }

  Control control(Buffer message) {
    return read(message.getBytes(), Control.class);
  }

  Buffer status(WorkerStatus status) {
    return Buffer.buffer(bytes(status));
  }

  WorkerStatus status(Buffer message) {
    return read(message.getBytes(), WorkerStatus.class);
  }

  Buffer catalog(Catalog catalog) {
    return Buffer.buffer(bytes(catalog));
  }

  Catalog catalog(Buffer message) {
    return read(message.getBytes(), Catalog.class);
  }

  private byte[] bytes(Object message) {
    try {
      return json.writeValueAsBytes(message);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T read(byte[] message, Class<T> type) {
    try {
      return json.readValue(message, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
