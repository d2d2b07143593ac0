package dev.serin.gateway.results;

import static dev.serin.worker.api.InferenceFailure.Reason.DEADLINE_EXCEEDED;

import dev.serin.worker.api.Classification;
import dev.serin.worker.api.InferenceFailure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** One caller's place at an answer. Must be closed, which is leaving; again does nothing. */
public final class Waiter implements AutoCloseable {
  /** Where the answer comes from. */
  public enum Source {
    /** It was there. */
    HIT,
    /** It is computed for this caller. */
    MISS,
    /** It is computed for an earlier caller who asked the same. */
    COLLAPSED
  }

  private final Source source;
  private final CompletionStage<Classification> answer;
  private final Runnable leave;
  private final AtomicBoolean left = new AtomicBoolean();

  Waiter(Source source, CompletionStage<Classification> answer, Runnable leave) {
    this.source = source;
    this.answer = answer;
    this.leave = leave;
  }

  public Source source() {
    return source;
  }

  /**
   * The answer, on {@code context}.
   *
   * @param deadline how long to wait: after it the future fails and this place is given up
   */
  public Future<Classification> answer(Context context, Duration deadline) {
    Future<Classification> future = Future.fromCompletionStage(answer, context);
    return future.isComplete()
        ? future
        : future
            .timeout(Math.max(1, deadline.toMillis()), TimeUnit.MILLISECONDS)
            .recover(Waiter::late)
            .onComplete(done -> close());
  }

  private static Future<Classification> late(Throwable failure) {
    return Future.failedFuture(
        failure instanceof TimeoutException
            ? new InferenceFailure(DEADLINE_EXCEEDED, "the deadline passed", failure)
            : failure);
  }

  @Override
  public void close() {
    if (left.compareAndSet(false, true)) {
      leave.run();
    }
  }
}
