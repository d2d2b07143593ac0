package dev.serin.worker.batch;

/**
 * What a job, and the run that it is part of, have cost lately: moving averages in which the latest
 * run counts one eighth. No clock inside; guarded by the dispatcher's lock.
 */
final class ServiceTime {
  private static final int WEIGHT = 8;

  private long jobNanos;
  private long runNanos;

  /** A run of {@code jobs} jobs took {@code nanos}; one that did no job says nothing. */
  void ran(int jobs, long nanos) {
    if (jobs > 0) {
      jobNanos = average(jobNanos, nanos / jobs);
      runNanos = average(runNanos, nanos);
    }
  }

  /** Nanoseconds of a lane for one job; 0 before the first run. */
  long jobNanos() {
    return jobNanos;
  }

  /** Nanoseconds of a whole run; 0 before the first. */
  long runNanos() {
    return runNanos;
  }

  private static long average(long before, long sample) {
    // Below the weight an integer average would stand still short of the sample.
    return before == 0 ? sample : before + Math.round((double) (sample - before) / WEIGHT);
  }
}
