package dev.serin.worker;

import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Load;
import dev.serin.worker.batch.BatchLimits;
import dev.serin.worker.batch.BatchQueue;
import dev.serin.worker.batch.Dispatcher;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;

/**
 * Where the images of one version wait: for a decoder, then for a lane. Knows how long that takes,
 * which tells what cannot be done in time before it costs anything.
 */
final class VersionQueues implements AutoCloseable {
  /**
   * What all versions share.
   *
   * @param decoders threads that decode, one image each at a time
   * @param lanes what runs batches
   */
  record Shared(Dispatcher decoders, Dispatcher lanes) {}

  private final BatchQueue<BooleanSupplier> decodes;
  private final BatchQueue<ClassifyJob> runs;

  /**
   * @param runner runs a batch and says how many of its jobs were still wanted
   */
  VersionQueues(Shared shared, BatchLimits limits, ToIntFunction<List<ClassifyJob>> runner) {
    decodes =
        shared
            .decoders()
            .openCounted(new BatchLimits(limits.places(), 1, Duration.ZERO), VersionQueues::decode);
    runs = shared.lanes().openCounted(limits, runner);
  }

  /** Images that are decoding or waiting. */
  int length() {
    return runs.length();
  }

  /**
   * Nanoseconds until an image that came now would be answered; 0 where none is under way. Both
   * stages work at the same time, so the slower one decides, and then comes the image's own work.
   */
  long delayNanos() {
    if (runs.isIdle()) {
      return 0;
    }
    return Math.max(decodes.drainNanos(), runs.drainNanos()) + serviceNanos();
  }

  /** Whether {@code request} has become hopeless by waiting: its own work would end too late. */
  boolean isLate(ClassifyRequest request, long waitedNanos, long now) {
    long left = request.dueNanos() - now;
    // Only after a wait: a job that goes straight through mends a measure that has become too long.
    return left > 0 && waitedNanos > left && serviceNanos() > left;
  }

  /** Whether an image that would be answered in {@code delayNanos} is answered in time. */
  static boolean isInTime(ClassifyRequest request, long delayNanos, long now) {
    long left = request.dueNanos() - now;
    // What is overdue already has a reason of its own.
    return left <= 0 || Load.fits(delayNanos, left);
  }

  /** A place from before the decode to the run; empty when the queue is full or closed. */
  Optional<BatchQueue<ClassifyJob>.Place> reserve() {
    return runs.reserve();
  }

  /**
   * Has {@code task} run by a decoder when it is this version's turn.
   *
   * @param task says whether it had anything to do; throws nothing
   */
  void decode(BooleanSupplier task) {
    Optional<BatchQueue<BooleanSupplier>.Place> turn = decodes.reserve();
    // There are as many places as for runs, and who has a place there comes here once.
    turn.orElseThrow(() -> new InferenceFailure(Reason.CLOSING, "the version is closing"))
        .submit(task);
  }

  @Override
  public void close() {
    decodes.close();
    runs.close();
  }

  private long serviceNanos() {
    return decodes.jobNanos() + runs.runNanos();
  }

  private static int decode(List<BooleanSupplier> tasks) {
    int worked = 0;
    for (BooleanSupplier task : tasks) {
      worked += task.getAsBoolean() ? 1 : 0;
    }
    return worked;
  }
}
