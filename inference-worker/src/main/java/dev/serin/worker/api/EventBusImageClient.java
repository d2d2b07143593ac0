package dev.serin.worker.api;

import io.vertx.core.Future;

final class EventBusImageClient implements ImageClient {
  private final WorkerBus bus;

  EventBusImageClient(WorkerBus bus) {
    this.bus = bus;
  }

  @Override
  public Future<Rendition> render(RenditionRequest request) {
    return bus.send(request)
        .recover(cause -> Future.failedFuture(EventBusClient.undelivered(cause)))
        .compose(EventBusImageClient::unwrap);
  }

  private static Future<Rendition> unwrap(RenditionReply reply) {
    return reply.rendition() != null
        ? Future.succeededFuture(reply.rendition())
        : Future.failedFuture(reply.failure());
  }
}
