package dev.serin.gateway;

import dev.serin.gateway.config.ClusterConfig.Workers;
import dev.serin.gateway.config.GatewayConfig;
import dev.serin.worker.ImageWorker;
import dev.serin.worker.InferenceWorker;
import dev.serin.worker.api.WorkerBus;
import dev.serin.worker.remote.WorkerPool;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The backend that works in other processes, or in others and in this one. */
final class RemoteBackend {
  private RemoteBackend() {}

  /**
   * @param vertx in a cluster
   */
  static Backend start(Vertx vertx, GatewayConfig config, MeterRegistry registry) {
    WorkerPool pool = new WorkerPool(vertx, config.cluster().silence());
    Gauge.builder("serin.workers", pool::open)
        .description("Workers that this gateway sends requests to")
        .register(registry);
    return config.cluster().workers() == Workers.BOTH
        ? with(LocalBackend.start(vertx, config, registry), pool)
        : alone(vertx, config, registry, pool);
  }

  private static Backend with(Backend local, WorkerPool pool) {
    pool.add(local.client());
    return new Backend(
        pool,
        local.images(),
        Future.all(local.started(), pool.started()).onSuccess(ready -> pool.look()),
        () -> pool.close().eventually(() -> local.close().get()));
  }

  /** Smaller copies of images are made here all the same: they need no model. */
  private static Backend alone(
      Vertx vertx, GatewayConfig config, MeterRegistry registry, WorkerPool pool) {
    WorkerBus bus = new WorkerBus(vertx);
    Future<ImageWorker> renderer =
        vertx
            .executeBlocking(
                () -> {
                  InferenceWorker.loadNatives();
                  return true;
                })
            .map(
                loaded ->
                    new ImageWorker(
                        vertx, bus, LocalBackend.renditions(config), () -> false, registry));
    return new Backend(
        pool,
        bus.images(),
        Future.all(renderer, pool.started()),
        () ->
            pool.close()
                .eventually(
                    () ->
                        renderer.succeeded()
                            ? renderer.result().close()
                            : Future.succeededFuture()));
  }
}
