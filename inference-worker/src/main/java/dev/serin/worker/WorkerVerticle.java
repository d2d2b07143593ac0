package dev.serin.worker;

import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Priority;
import dev.serin.worker.api.WorkerBus;
import dev.serin.worker.batch.BackgroundQueue;
import dev.serin.worker.batch.BatchQueue;
import dev.serin.worker.model.Lease;
import dev.serin.worker.model.ModelRepository;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests from the event bus: leases the version, reserves a place in its queue, has the
 * image decoded off the event loop, and submits it. Lease and place are given back on every path.
 * What nobody waits for goes another way, on which it meets no caller.
 */
final class WorkerVerticle extends VerticleBase {
  private final WorkerBus bus;
  private final ModelRepository<ServedVersion> repository;
  private final Preparer preparer;
  private final WorkerExecutor decoders;
  private final BackgroundQueue background;
  private final InFlight inFlight;
  private @Nullable MessageConsumer<?> consumer;

  WorkerVerticle(
      WorkerBus bus,
      ModelRepository<ServedVersion> repository,
      Preparer preparer,
      WorkerExecutor decoders,
      BackgroundQueue background,
      InFlight inFlight) {
    this.bus = bus;
    this.repository = repository;
    this.preparer = preparer;
    this.decoders = decoders;
    this.background = background;
    this.inFlight = inFlight;
  }

  @Override
  public Future<?> start() {
    consumer = bus.serve(this::handle);
    return consumer.completion();
  }

  @Override
  public Future<?> stop() {
    return consumer == null ? Future.succeededFuture() : consumer.unregister();
  }

  private Future<Classification> handle(ClassifyRequest request) {
    if (!inFlight.enter()) {
      return Future.failedFuture(new InferenceFailure(Reason.CLOSING, "the worker is closing"));
    }
    return answer(request).onComplete(ignored -> inFlight.leave());
  }

  private Future<Classification> answer(ClassifyRequest request) {
    if (request.priority() == Priority.BACKGROUND) {
      BackgroundImage image = new BackgroundImage(request, repository, preparer);
      background.submit(image);
      return image.answer();
    }
    background.callerEntered();
    return classify(request).onComplete(ignored -> background.callerLeft());
  }

  private Future<Classification> classify(ClassifyRequest request) {
    Lease<ServedVersion> lease;
    try {
      lease = repository.lease(request.model(), request.version());
    } catch (InferenceFailure failure) {
      return Future.failedFuture(failure);
    }
    Optional<BatchQueue<ClassifyJob>.Place> place = lease.value().queue().reserve();
    if (place.isEmpty()) {
      lease.close();
      return Future.failedFuture(new InferenceFailure(Reason.OVERLOADED, "the queue is full"));
    }
    Promise<Classification> answer = Promise.promise();
    long received = preparer.now();
    decoders
        .<Void>executeBlocking(
            () -> {
              ClassifyJob job = preparer.prepare(request, lease.value(), received, answer);
              lease.value().meters().decoded(job.decodeNanos());
              place.get().submit(job);
              return null;
            },
            false)
        .onFailure(
            cause -> {
              place.get().abandon();
              answer.tryFail(Preparer.toFailure(cause));
            });
    return answer.future().onComplete(ignored -> lease.close());
  }
}
