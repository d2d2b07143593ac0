package dev.serin.gateway;

import dev.serin.gateway.config.GatewayConfig;
import dev.serin.gateway.config.InferenceConfig;
import dev.serin.worker.ImageWorker;
import dev.serin.worker.InferenceWorker;
import dev.serin.worker.Tuning;
import dev.serin.worker.WorkerOptions;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.WorkerBus;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.stream.Collectors;

/** The backend that works in this process. */
final class LocalBackend {
  private LocalBackend() {}

  /** A worker for images and one for their smaller copies, as {@code config} wants them. */
  static Backend start(Vertx vertx, GatewayConfig config, MeterRegistry registry) {
    WorkerBus bus = new WorkerBus(vertx);
    InferenceClient client = bus.client();
    Future<InferenceWorker> worker =
        InferenceWorker.start(vertx, bus, options(config), registry)
            .recover(
                cause ->
                    Future.failedFuture(
                        new StartException(
                            "The worker cannot start: " + cause.getMessage(), cause)));
    Future<ImageWorker> renderer =
        worker.map(
            started ->
                new ImageWorker(vertx, bus, renditions(config), started::hasCallers, registry));
    return new Backend(client, bus.images(), renderer, () -> close(renderer, worker));
  }

  private static Future<Void> close(Future<ImageWorker> renderer, Future<InferenceWorker> worker) {
    Future<Void> first =
        renderer.succeeded() ? renderer.result().close() : Future.succeededFuture();
    return first.eventually(
        () -> worker.succeeded() ? worker.result().close() : Future.succeededFuture());
  }

  /** What the worker for smaller copies is told of {@code config}. */
  static ImageWorker.Options renditions(GatewayConfig config) {
    return new ImageWorker.Options(
        config.renditions().threads(), config.renditions().queue(), config.upload().pixels());
  }

  /** What the worker is told of {@code config}. */
  static WorkerOptions options(GatewayConfig config) {
    InferenceConfig inference = config.inference();
    return new WorkerOptions(
        config.models().directory(),
        config.data().directory().resolve("loading"),
        config.models().poll(),
        WorkerOptions.Provider.valueOf(inference.provider().name()),
        inference.lanes(),
        inference.intraOpThreads(),
        inference.decodeThreads(),
        inference.queueLength(),
        inference.batchSize(),
        inference.batchDelay(),
        config.upload().pixels(),
        new Tuning(
            config.data().directory().resolve("tuning"),
            inference.automatic().stream()
                .map(number -> Tuning.Knob.valueOf(number.name()))
                .collect(Collectors.toSet())));
  }
}
