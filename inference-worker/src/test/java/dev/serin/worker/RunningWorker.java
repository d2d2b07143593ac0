package dev.serin.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Cancellation;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.VersionInfo.State;
import dev.serin.worker.api.WorkerBus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A worker on a Vert.x of its own, and a client of it. */
final class RunningWorker implements AutoCloseable {
  private static final long SECONDS_MAX = 30;

  final Vertx vertx = Vertx.vertx();
  final MeterRegistry meters = new SimpleMeterRegistry();
  final WorkerBus bus = new WorkerBus(vertx);
  final InferenceClient client = bus.client();
  final InferenceWorker worker;

  private RunningWorker(WorkerOptions options) throws Exception {
    try {
      worker = await(InferenceWorker.start(vertx, bus, options, meters));
    } catch (Exception e) {
      await(vertx.close());
      throw e;
    }
    eventually("the catalog", () -> client.catalog().complete());
  }

  static RunningWorker start(WorkerOptions options) throws Exception {
    return new RunningWorker(options);
  }

  static WorkerOptions options(Path models) {
    return new WorkerOptions(
        models,
        Duration.ofMillis(50),
        WorkerOptions.Provider.CPU,
        2,
        1,
        2,
        256,
        8,
        Duration.ofMillis(5),
        50_000_000);
  }

  Future<Classification> classify(String model, String version, byte[] image) {
    return client.classify(request(model, version, image, 60));
  }

  static ClassifyRequest request(String model, String version, byte[] image, long seconds) {
    return new ClassifyRequest(
        model,
        version,
        EncodedImage.of(image),
        5,
        System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds),
        new Cancellation());
  }

  State state(String model, String version) {
    return client
        .catalog()
        .model(model)
        .flatMap(m -> m.version(version))
        .map(v -> v.state())
        .orElse(State.LOADING);
  }

  boolean knows(String model, String version) {
    return client.catalog().model(model).flatMap(m -> m.version(version)).isPresent();
  }

  static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** The failure that {@code future} ends with. */
  static InferenceFailure failure(Future<?> future) throws Exception {
    try {
      await(future);
    } catch (InferenceFailure failure) {
      return failure;
    }
    throw new AssertionError("an answer where a failure was due");
  }

  /** Waits until {@code condition} holds, asked every few milliseconds on a timer of Vert.x. */
  void eventually(String what, BooleanSupplier condition) throws InterruptedException {
    CountDownLatch holds = new CountDownLatch(1);
    long timer =
        vertx.setPeriodic(
            1,
            5,
            id -> {
              if (condition.getAsBoolean()) {
                holds.countDown();
              }
            });
    try {
      assertThat(holds.await(SECONDS_MAX, TimeUnit.SECONDS)).as(what).isTrue();
    } finally {
      vertx.cancelTimer(timer);
    }
  }

  @Override
  public void close() {
    try {
      await(worker.close());
      assertThat(vertx.deploymentIDs()).as("what the worker deployed").isEmpty();
      await(vertx.close());
    } catch (Exception e) {
      throw new IllegalStateException("the worker does not close", e);
    }
  }
}
