package dev.serin.worker.batch;

/**
 * Work for which nobody waits, cut into parts so that callers' work can come between them. Its
 * methods are called one at a time, and never while the queue is locked.
 */
public interface BackgroundJob {
  /** Why a job is not run, or not run to its end. */
  enum Dropped {
    /** The queue was full when it came. */
    FULL,
    /** Its deadline passed, or it was cancelled, while it waited. */
    OBSOLETE,
    /** The queue closed. */
    CLOSED
  }

  /** Clock value after which the work is worth nothing. */
  long deadlineNanos();

  boolean isCancelled();

  /**
   * Does the next part, and answers itself once it is done or has failed. Throws nothing.
   *
   * @return whether there is another part to do
   */
  boolean runPart();

  /** Gives back what it holds, and answers itself: the last call. */
  void drop(Dropped why);
}
