package dev.serin.worker;

import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.batch.BackgroundJob;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.model.Lease;
import dev.serin.worker.model.ModelRepository;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * One image for which nobody waits: its decode is one part, its run, alone in its batch, the other.
 * The version is leased when the first part starts: while it only waits, it keeps none open.
 */
final class BackgroundImage implements BackgroundJob {
  private final ClassifyRequest request;
  private final ModelRepository<ServedVersion> repository;
  private final Preparer preparer;
  private final Promise<Classification> answer = Promise.promise();
  private final long received;
  private @Nullable Lease<ServedVersion> lease;
  private @Nullable ClassifyJob prepared;

  BackgroundImage(
      ClassifyRequest request, ModelRepository<ServedVersion> repository, Preparer preparer) {
    this.request = request;
    this.repository = repository;
    this.preparer = preparer;
    this.received = preparer.now();
  }

  Future<Classification> answer() {
    return answer.future();
  }

  @Override
  public long deadlineNanos() {
    return request.deadlineNanos();
  }

  @Override
  public boolean isCancelled() {
    return request.cancellation().isCancelled();
  }

  @Override
  public boolean runPart() {
    if (lease == null || prepared == null) {
      return prepare();
    }
    lease.value().runAlone(prepared);
    end();
    return false;
  }

  @Override
  public void drop(Dropped why) {
    if (lease != null && prepared != null) {
      lease.value().discard(prepared);
    }
    end();
    answer.tryFail(
        switch (why) {
          case FULL ->
              new InferenceFailure(Reason.OVERLOADED, "the queue for background work is full");
          case CLOSED -> new InferenceFailure(Reason.CLOSING, "the worker is closing");
          case OBSOLETE ->
              ClassifyJob.obsolete(request, preparer::now)
                  .orElseGet(() -> new InferenceFailure(Reason.CANCELLED, "not wanted any more"));
        });
  }

  private boolean prepare() {
    try {
      Lease<ServedVersion> leased = repository.lease(request.model(), request.version());
      lease = leased;
      prepared = preparer.prepare(request, leased.value(), received, answer);
      return true;
    } catch (ImageException | RuntimeException | LinkageError | OutOfMemoryError e) {
      end();
      answer.tryFail(Preparer.toFailure(e));
      return false;
    }
  }

  private void end() {
    if (lease != null) {
      lease.close();
    }
  }
}
