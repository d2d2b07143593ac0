package dev.serin.worker.remote;

import dev.serin.worker.api.Cancellation;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.MessageSpans;
import dev.serin.worker.api.Span;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Speaks to workers in other processes. For use by many threads. */
final class Sender {
  /** Names the sending process, so that its numbers are its own. */
  static final String HEADER = "sender";

  /** Beyond the deadline, which the worker keeps: for its answer that it passed. */
  private static final long GRACE_MS = 200;

  private static final long CATALOG_MS = 1_000;

  private final EventBus bus;
  private final Wire wire;
  private final String name = UUID.randomUUID().toString();
  private final AtomicLong numbers = new AtomicLong();

  Sender(EventBus bus, Wire wire) {
    this.bus = bus;
    this.wire = wire;
  }

  /** The message never came, or its answer did not: whatever that was, not the request's fault. */
  static final class Undelivered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Undelivered(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @return the answer, or a failure that is an {@link InferenceFailure} where the worker said so
   *     and else {@link Undelivered}
   */
  Future<Classification> classify(String worker, ClassifyRequest request) {
    Span send =
        MessageSpans.send(
            request.span().child(Span.Kind.PRODUCER, "send " + Addresses.CLASSIFY_TEMPLATE),
            Addresses.classify(worker));
    return send.endWith(ask(worker, request.within(send)));
  }

  private Future<Classification> ask(String worker, ClassifyRequest request) {
    long number = numbers.incrementAndGet();
    long leftMs =
        TimeUnit.NANOSECONDS.toMillis(request.deadlineNanos() - System.nanoTime()) + GRACE_MS;
    Promise<Classification> answer = Promise.promise();
    bus.<Buffer>request(
            Addresses.classify(worker),
            wire.request(number, request),
            options().setSendTimeout(Math.max(1, leftMs)))
        .map(message -> wire.answer(message.body()))
        .onSuccess(answer::tryComplete)
        .onFailure(cause -> answer.tryFail(cause(cause)));
    request.cancellation().follow(follower(worker, number));
    return answer.future();
  }

  private static RuntimeException cause(Throwable cause) {
    if (cause instanceof InferenceFailure failure) {
      return failure;
    }
    boolean nobody =
        cause instanceof ReplyException e && e.failureType() == ReplyFailure.NO_HANDLERS;
    return new Undelivered(
        nobody ? "the worker is gone" : "the worker did not answer: " + cause.getMessage());
  }

  private Cancellation.Follower follower(String worker, long number) {
    return new Cancellation.Follower() {
      @Override
      public void extended(long nanos) {
        control(wire.control(number, nanos));
      }

      @Override
      public void cancelled() {
        control(wire.control(number, null));
      }

      private void control(Buffer message) {
        bus.send(Addresses.control(worker), message, options());
      }
    };
  }

  Future<Catalog> catalog(String worker) {
    return bus.<Buffer>request(
            Addresses.catalog(worker), Buffer.buffer(), options().setSendTimeout(CATALOG_MS))
        .map(Message::body)
        .map(wire::catalog);
  }

  private DeliveryOptions options() {
    return new DeliveryOptions().addHeader(HEADER, name);
  }
}
