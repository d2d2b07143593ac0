package dev.serin.worker;

import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.WorkerBus;
import dev.serin.worker.batch.BatchQueue;
import dev.serin.worker.image.DecodedImage;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.model.Lease;
import dev.serin.worker.model.ModelRepository;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.MessageConsumer;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests from the event bus: leases the version, reserves a place in its queue, has the
 * image decoded off the event loop, and submits it. Lease and place are given back on every path.
 */
final class WorkerVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(WorkerVerticle.class);

  private final WorkerBus bus;
  private final ModelRepository<ServedVersion> repository;
  private final ImageDecoder decoder;
  private final WorkerExecutor decoders;
  private final InFlight inFlight;
  private final LongSupplier nanoTime;
  private @Nullable MessageConsumer<?> consumer;

  WorkerVerticle(
      WorkerBus bus,
      ModelRepository<ServedVersion> repository,
      ImageDecoder decoder,
      WorkerExecutor decoders,
      InFlight inFlight,
      LongSupplier nanoTime) {
    this.bus = bus;
    this.repository = repository;
    this.decoder = decoder;
    this.decoders = decoders;
    this.inFlight = inFlight;
    this.nanoTime = nanoTime;
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
    return classify(request).onComplete(ignored -> inFlight.leave());
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
    long received = nanoTime.getAsLong();
    decoders
        .<Void>executeBlocking(
            () -> {
              prepare(request, lease.value(), place.get(), received, answer);
              return null;
            },
            false)
        .onFailure(
            cause -> {
              place.get().abandon();
              answer.tryFail(toFailure(cause));
            });
    return answer.future().onComplete(ignored -> lease.close());
  }

  /** On a decoder thread. */
  private void prepare(
      ClassifyRequest request,
      ServedVersion version,
      BatchQueue<ClassifyJob>.Place place,
      long received,
      Promise<Classification> answer)
      throws ImageException {
    Optional<InferenceFailure> obsolete = ClassifyJob.obsolete(request, nanoTime);
    if (obsolete.isPresent()) {
      throw obsolete.get();
    }
    long start = nanoTime.getAsLong();
    try (DecodedImage image =
        decoder.decode(request.image().bytes(), version.loaded().manifest().input().orient())) {
      ByteBuffer input = version.input(image);
      long end = nanoTime.getAsLong();
      version.meters().decoded(end - start);
      place.submit(
          new ClassifyJob(
              request,
              new ImageInfo(image.format().label(), image.width(), image.height()),
              input,
              end - start,
              start - received,
              end,
              answer));
    }
  }

  private static InferenceFailure toFailure(Throwable cause) {
    if (cause instanceof InferenceFailure failure) {
      return failure;
    }
    if (cause instanceof ImageException image) {
      return new InferenceFailure(reason(image), String.valueOf(image.getMessage()));
    }
    log.error("an image could not be prepared", cause);
    return new InferenceFailure(Reason.INTERNAL, "the image could not be prepared", cause);
  }

  private static Reason reason(ImageException image) {
    return switch (image.reason()) {
      case UNSUPPORTED_FORMAT -> Reason.UNSUPPORTED_FORMAT;
      case UNDECODABLE -> Reason.UNDECODABLE;
      case TOO_MANY_PIXELS -> Reason.TOO_MANY_PIXELS;
    };
  }
}
