package dev.serin.worker;

import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.model.BoundRun;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A request whose image is ready for the graph.
 *
 * @param request what was asked
 * @param image what the image was found to be
 * @param input its input for the graph; belongs to the job until it is answered
 * @param decodeNanos what the decode took
 * @param waitedNanos what it waited for a decoder
 * @param submittedAt when it was queued
 * @param answer to be completed once
 */
record ClassifyJob(
    ClassifyRequest request,
    ImageInfo image,
    BoundRun input,
    long decodeNanos,
    long waitedNanos,
    long submittedAt,
    Promise<Classification> answer) {

  /** Why {@code request} is not worth any more work; empty while it is. */
  static Optional<InferenceFailure> obsolete(ClassifyRequest request, LongSupplier nanoTime) {
    if (request.cancellation().isCancelled()) {
      return Optional.of(new InferenceFailure(Reason.CANCELLED, "nobody waits for the answer"));
    }
    if (nanoTime.getAsLong() - request.deadlineNanos() >= 0) {
      return Optional.of(
          new InferenceFailure(Reason.DEADLINE_EXCEEDED, "no answer within the deadline"));
    }
    return Optional.empty();
  }
}
