package dev.serin.worker;

import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Priority;
import dev.serin.worker.api.WorkerBus;
import dev.serin.worker.batch.BackgroundQueue;
import dev.serin.worker.batch.BatchQueue;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.model.Lease;
import dev.serin.worker.model.ModelRepository;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
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
  private final BackgroundQueue background;
  private final InFlight inFlight;
  private @Nullable MessageConsumer<?> consumer;

  WorkerVerticle(
      WorkerBus bus,
      ModelRepository<ServedVersion> repository,
      Preparer preparer,
      BackgroundQueue background,
      InFlight inFlight) {
    this.bus = bus;
    this.repository = repository;
    this.preparer = preparer;
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
    VersionQueues queues = lease.value().queues();
    long received = preparer.now();
    long delay = queues.delayNanos();
    if (!VersionQueues.isInTime(request, delay, received)) {
      return refuse(lease, Refusal.DEADLINE, delay - (request.dueNanos() - received));
    }
    Optional<BatchQueue<ClassifyJob>.Place> place = queues.reserve();
    if (place.isEmpty()) {
      return refuse(lease, Refusal.FULL, delay);
    }
    Promise<Classification> answer = Promise.promise();
    queues.decode(() -> prepare(request, lease.value(), place.get(), received, answer));
    return answer.future().onComplete(ignored -> lease.close());
  }

  private static Future<Classification> refuse(
      Lease<ServedVersion> lease, Refusal why, long retryNanos) {
    lease.value().meters().refused(why);
    lease.close();
    return Future.failedFuture(why.failure(retryNanos));
  }

  /** Whether there was anything to do. */
  private boolean prepare(
      ClassifyRequest request,
      ServedVersion version,
      BatchQueue<ClassifyJob>.Place place,
      long received,
      Promise<Classification> answer) {
    try {
      long now = preparer.now();
      if (version.queues().isLate(request, now - received, now)) {
        version.meters().refused(Refusal.WAITED);
        throw Refusal.WAITED.failure(0);
      }
      ClassifyJob job = preparer.prepare(request, version, received, answer);
      version.meters().decoded(job.decodeNanos());
      place.submit(job);
      return true;
    } catch (ImageException | RuntimeException | LinkageError | OutOfMemoryError e) {
      place.abandon();
      answer.tryFail(Preparer.toFailure(e, request.span()));
      return !(e instanceof InferenceFailure);
    }
  }
}
