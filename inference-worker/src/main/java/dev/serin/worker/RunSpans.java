package dev.serin.worker;

import dev.serin.worker.api.Span;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What traces say of the runs of one version. A batch is of many traces, of which few are recorded:
 * each of these gets a run of its own, with the size of the batch, so that each is whole by itself.
 * One run with links would be a part of one of them, and a hole in the others.
 *
 * @param provider where runs take place
 */
record RunSpans(String model, String version, String provider) {
  /**
   * Records for each of {@code jobs} how long it waited for the run, and the run.
   *
   * @param waitedSince since when each of them has waited for this run
   * @param error why it failed; null where it did not
   */
  void ran(
      List<ClassifyJob> jobs,
      ToLongFunction<ClassifyJob> waitedSince,
      long startNanos,
      long endNanos,
      @Nullable Throwable error) {
    for (ClassifyJob job : jobs) {
      Span span = job.request().span();
      if (span.isRecorded()) {
        span.child(Span.Kind.INTERNAL, "wait for run", waitedSince.applyAsLong(job))
            .end(null, startNanos);
        span.child(Span.Kind.INTERNAL, "run", startNanos)
            .set("serin.model", model)
            .set("serin.version", version)
            .set("serin.provider", provider)
            .set("serin.batch.size", jobs.size())
            .end(error == null ? null : Span.error(error), endNanos);
      }
    }
  }

  /** Has {@code log} written with the trace of the first of {@code jobs} that is in one. */
  void logged(List<ClassifyJob> jobs, Runnable log) {
    jobs.stream()
        .map(job -> job.request().span())
        .filter(span -> !span.traceId().isEmpty())
        .findFirst()
        .orElseGet(Span::none)
        .logged(log);
  }
}
