package dev.serin.worker;

import dev.serin.worker.api.Classification;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Priority;
import dev.serin.worker.api.Timings;
import dev.serin.worker.batch.BatchLimits;
import dev.serin.worker.image.DecodedImage;
import dev.serin.worker.model.BoundRun;
import dev.serin.worker.model.LoadedVersion;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** A version at work: its queue, its buffers, and the run of its batches. */
final class ServedVersion implements AutoCloseable {
  private final String name;
  private final LoadedVersion loaded;
  private final VersionQueues queues;
  private final BufferPool inputs;
  private final BufferPool batches;
  private final Probabilities probabilities;
  private final RunSpans spans;
  private final VersionMeters meters;
  private final FaultLog faults;
  private final LongSupplier nanoTime;

  ServedVersion(
      String model,
      String version,
      LoadedVersion loaded,
      BatchLimits limits,
      VersionQueues.Shared shared,
      RunSpans spans,
      MeterRegistry registry,
      LongSupplier nanoTime) {
    this.name = "version '%s' of model '%s'".formatted(version, model);
    this.loaded = loaded;
    this.spans = spans;
    this.nanoTime = nanoTime;
    faults = new FaultLog(nanoTime);
    queues = new VersionQueues(shared, limits, this::run);
    inputs = new BufferPool(() -> loaded.graph().bind(1));
    batches = new BufferPool(() -> loaded.graph().bind(limits.size()));
    probabilities = new Probabilities(loaded.manifest().output(), loaded.labels());
    meters = new VersionMeters(registry, model, version, queues);
  }

  LoadedVersion loaded() {
    return loaded;
  }

  VersionQueues queues() {
    return queues;
  }

  /** The graph's input for {@code image}, in a buffer that the job answering it gives back. */
  BoundRun input(DecodedImage image) {
    BoundRun input = inputs.take();
    loaded.preprocessor().write(image, input.input());
    return input;
  }

  VersionMeters meters() {
    return meters;
  }

  /** Answers {@code job} on this thread, in no batch with others. */
  void runAlone(ClassifyJob job) {
    int unused = run(List.of(job));
  }

  /** Takes back the buffer of a job that is not to be run; who dropped it answers it. */
  void discard(ClassifyJob job) {
    inputs.giveBack(job.input());
  }

  @Override
  public void close() {
    queues.close();
    meters.close();
    inputs.close();
    batches.close();
    loaded.close();
  }

  /**
   * Answers every job, whatever happens. A run that fails is done again for each of its images
   * alone, once, so that an image that the graph cannot run fails alone.
   *
   * @return those of them that were still wanted; what the second runs took is of them too
   */
  private int run(List<ClassifyJob> jobs) {
    List<ClassifyJob> wanted = new ArrayList<>(jobs.size());
    try {
      jobs.stream().filter(this::isWanted).forEach(wanted::add);
      if (!wanted.isEmpty()) {
        Optional<Throwable> failure = attempt(wanted, ClassifyJob::submittedAt);
        failure.ifPresent(cause -> failed(wanted, cause));
      }
    } finally {
      jobs.forEach(job -> inputs.giveBack(job.input()));
    }
    return wanted.size();
  }

  /** Whether {@code job} has no answer yet; one that is worth no more work gets it now. */
  private boolean isWanted(ClassifyJob job) {
    ClassifyJob.obsolete(job.request(), nanoTime).ifPresent(job.answer()::tryFail);
    return !job.answer().future().isComplete();
  }

  private void failed(List<ClassifyJob> jobs, Throwable cause) {
    if (jobs.size() == 1) {
      fail(jobs.get(0), cause);
      return;
    }
    long again = nanoTime.getAsLong();
    boolean anyFails = false;
    for (ClassifyJob job : jobs) {
      if (isWanted(job)) {
        Optional<Throwable> alone = attempt(List.of(job), one -> again);
        alone.ifPresent(why -> fail(job, why));
        anyFails |= alone.isPresent();
      }
    }
    if (!anyFails) {
      String what =
          "%s cannot run a batch of %d, but each of its images".formatted(name, jobs.size());
      spans.logged(jobs, () -> faults.error(what, cause));
    }
  }

  private void fail(ClassifyJob job, Throwable cause) {
    spans.logged(
        List.of(job),
        () -> faults.error(name + " cannot run image " + job.request().image().sha256(), cause));
    // Without the cause, which was logged: the gateway would log its stack trace for each image.
    job.answer().tryFail(new InferenceFailure(Reason.INTERNAL, "the model failed"));
  }

  /**
   * Runs {@code jobs} together.
   *
   * @param waitedSince since when each of them has waited for this run
   * @return why the run failed; empty where every job has its answer
   */
  private Optional<Throwable> attempt(
      List<ClassifyJob> jobs, ToLongFunction<ClassifyJob> waitedSince) {
    long start = nanoTime.getAsLong();
    try {
      classify(jobs, waitedSince, start);
      return Optional.empty();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      spans.ran(jobs, waitedSince, start, nanoTime.getAsLong(), e);
      return Optional.of(e);
    }
  }

  private void classify(
      List<ClassifyJob> jobs, ToLongFunction<ClassifyJob> waitedSince, long start) {
    int fixed = loaded.graph().fixedBatch();
    if (jobs.size() == 1 && fixed <= 1) {
      classify(jobs, waitedSince, jobs.get(0).input(), 1, start); // nothing to put together
      return;
    }
    BoundRun batch = batches.take();
    try {
      ByteBuffer together = batch.input().duplicate();
      jobs.forEach(job -> together.put(job.input().input().duplicate()));
      // The other places of a fixed batch: an image of an earlier run there could fail this one.
      for (int place = jobs.size(); place < fixed; place++) {
        together.put(jobs.get(jobs.size() - 1).input().input().duplicate());
      }
      classify(jobs, waitedSince, batch, fixed == 0 ? jobs.size() : fixed, start);
    } finally {
      batches.giveBack(batch);
    }
  }

  private void classify(
      List<ClassifyJob> jobs,
      ToLongFunction<ClassifyJob> waitedSince,
      BoundRun run,
      int images,
      long start) {
    FloatBuffer outputs = run.run(images);
    long inference = nanoTime.getAsLong() - start;
    spans.ran(jobs, waitedSince, start, start + inference, null);
    if (isCallers(jobs.get(0))) {
      meters.ran(jobs.size(), inference);
    }
    for (int i = 0; i < jobs.size(); i++) {
      answer(jobs.get(i), outputs, i, start, inference);
    }
  }

  private void answer(ClassifyJob job, FloatBuffer outputs, int image, long start, long inference) {
    long queued = job.waitedNanos() + start - job.submittedAt();
    if (isCallers(job)) {
      meters.queued(queued);
    }
    try {
      job.answer()
          .tryComplete(
              new Classification(
                  job.image(),
                  probabilities.top(outputs, image, job.request().top()),
                  new Timings(job.decodeNanos(), queued, inference)));
    } catch (ArithmeticException e) {
      // One image's trouble: the others of its batch have their answers.
      String what = name + " answers " + e.getMessage();
      spans.logged(
          List.of(job),
          () -> faults.error(what + " for image " + job.request().image().sha256(), null));
      job.answer().tryFail(new InferenceFailure(Reason.INVALID_OUTPUT, what));
    }
  }

  /** Only callers' waits are measured: that of the others is long on purpose. */
  private static boolean isCallers(ClassifyJob job) {
    return job.request().priority() == Priority.CALLER;
  }
}
