package dev.serin.worker.api;

import static dev.serin.worker.api.InferenceFailure.Reason.CLOSING;
import static dev.serin.worker.api.InferenceFailure.Reason.INTERNAL;

import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

final class EventBusClient implements InferenceClient {
  private final WorkerBus bus;
  private volatile Catalog catalog = Catalog.EMPTY;
  private volatile Load load = Load.UNKNOWN;

  EventBusClient(WorkerBus bus) {
    this.bus = bus;
    bus.follow(latest -> catalog = latest);
    bus.followLoad(latest -> load = latest);
  }

  @Override
  public Future<Classification> classify(ClassifyRequest request) {
    Span send = WorkerBus.sends(request.span());
    return send.endWith(
        bus.send(request.within(send))
            .recover(cause -> Future.failedFuture(undelivered(cause)))
            .compose(EventBusClient::unwrap));
  }

  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public Load load() {
    return load;
  }

  private static Future<Classification> unwrap(ClassifyReply reply) {
    return reply.answer() != null
        ? Future.succeededFuture(reply.answer())
        : Future.failedFuture(reply.failure());
  }

  /** Why nothing came back over the bus. */
  static InferenceFailure undelivered(Throwable cause) {
    boolean nobody =
        cause instanceof ReplyException e && e.failureType() == ReplyFailure.NO_HANDLERS;
    return nobody
        ? new InferenceFailure(CLOSING, "no worker is running", cause)
        : new InferenceFailure(INTERNAL, "the worker did not answer", cause);
  }
}
