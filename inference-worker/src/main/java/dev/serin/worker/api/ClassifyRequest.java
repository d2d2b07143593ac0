package dev.serin.worker.api;

/**
 * One image for one version.
 *
 * @param model name of the model
 * @param version exact version; choosing it is the gateway's part
 * @param image the file as uploaded
 * @param top how many labels to answer with, at least 1; more than the model has means all
 * @param deadlineNanos {@link System#nanoTime()} after which the answer is worth nothing
 * @param cancellation says until when somebody waits, and that nobody does any more
 * @param priority whether anybody waits at all
 * @param span what it is a part of
 */
public record ClassifyRequest(
    String model,
    String version,
    EncodedImage image,
    int top,
    long deadlineNanos,
    Cancellation cancellation,
    Priority priority,
    Span span) {

  /** {@link System#nanoTime()} at which the most patient of those who wait gives up. */
  public long dueNanos() {
    long until = cancellation.wantedUntil(deadlineNanos);
    return until - deadlineNanos < 0 ? until : deadlineNanos;
  }

  /** One that is in no trace. */
  public ClassifyRequest(
      String model,
      String version,
      EncodedImage image,
      int top,
      long deadlineNanos,
      Cancellation cancellation,
      Priority priority) {
    this(model, version, image, top, deadlineNanos, cancellation, priority, Span.none());
  }

  /** The same, as a part of {@code other}. */
  public ClassifyRequest within(Span other) {
    return other == span
        ? this
        : new ClassifyRequest(
            model, version, image, top, deadlineNanos, cancellation, priority, other);
  }

  /** A caller's. */
  public ClassifyRequest(
      String model,
      String version,
      EncodedImage image,
      int top,
      long deadlineNanos,
      Cancellation cancellation) {
    this(model, version, image, top, deadlineNanos, cancellation, Priority.CALLER);
  }
}
