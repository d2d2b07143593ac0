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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A version at work: its queue, its buffers, and the run of its batches. */
final class ServedVersion implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServedVersion.class);

  private final String name;
  private final LoadedVersion loaded;
  private final VersionQueues queues;
  private final BufferPool inputs;
  private final BufferPool batches;
  private final Probabilities probabilities;
  private final RunSpans spans;
  private final VersionMeters meters;
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
    this.name = model + "/" + version;
    this.loaded = loaded;
    this.spans = spans;
    this.nanoTime = nanoTime;
    queues = new VersionQueues(shared, limits, this::run);
    inputs = new BufferPool(() -> loaded.graph().bind(1));
    batches = new BufferPool(() -> loaded.graph().bind(limits.size()));
    probabilities = new Probabilities(loaded.manifest().output().activation(), loaded.labels());
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
   * Answers every job, whatever happens.
   *
   * @return those of them that were still wanted
   */
  private int run(List<ClassifyJob> jobs) {
    List<ClassifyJob> wanted = new ArrayList<>(jobs.size());
    for (ClassifyJob job : jobs) {
      Optional<InferenceFailure> obsolete = ClassifyJob.obsolete(job.request(), nanoTime);
      obsolete.ifPresentOrElse(failure -> job.answer().tryFail(failure), () -> wanted.add(job));
    }
    long start = nanoTime.getAsLong();
    try {
      if (!wanted.isEmpty()) {
        classify(wanted, start);
      }
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      spans.logged(wanted, () -> log.error("{} cannot run a batch of {}", name, wanted.size(), e));
      spans.ran(wanted, start, nanoTime.getAsLong(), e);
      InferenceFailure failure = new InferenceFailure(Reason.INTERNAL, "the model failed", e);
      wanted.forEach(job -> job.answer().tryFail(failure));
    } finally {
      jobs.forEach(job -> inputs.giveBack(job.input()));
    }
    return wanted.size();
  }

  private void classify(List<ClassifyJob> jobs, long start) {
    int fixed = loaded.graph().fixedBatch();
    if (jobs.size() == 1 && fixed <= 1) {
      classify(jobs, jobs.get(0).input(), 1, start); // nothing to put together
      return;
    }
    BoundRun batch = batches.take();
    try {
      ByteBuffer together = batch.input().duplicate();
      jobs.forEach(job -> together.put(job.input().input().duplicate()));
      // A fixed batch that is not full runs with what an earlier run left in the other places.
      classify(jobs, batch, fixed == 0 ? jobs.size() : fixed, start);
    } finally {
      batches.giveBack(batch);
    }
  }

  private void classify(List<ClassifyJob> jobs, BoundRun run, int images, long start) {
    FloatBuffer outputs = run.run(images);
    long inference = nanoTime.getAsLong() - start;
    spans.ran(jobs, start, start + inference, null);
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
      spans.logged(
          List.of(job), () -> log.error("{} has no answer to {}", name, job.request().image(), e));
      job.answer().tryFail(new InferenceFailure(Reason.INTERNAL, "the model failed", e));
    }
  }

  /** Only callers' waits are measured: that of the others is long on purpose. */
  private static boolean isCallers(ClassifyJob job) {
    return job.request().priority() == Priority.CALLER;
  }
}
