package dev.serin.gateway.results;

import dev.serin.worker.api.Cancellation;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.Span;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One computation and those who wait for it. Whoever boards must leave; when the last one leaves
 * before there is an answer, the computation is cancelled and nobody can board any more.
 *
 * <p>The flight itself is what the cache keeps: it ends with null where there is no answer, because
 * Caffeine drops a null in silence but writes a failure to the log.
 */
final class Flight extends CompletableFuture<Classification> {
  /** How a caller finds a flight. */
  enum Boarding {
    /** Nobody was there: the caller must launch it. */
    FIRST,
    /** Another waits already. */
    JOINED,
    /** The answer is there. */
    LANDED,
    /** It failed, or everybody had left: too late. */
    LOST
  }

  private final Cancellation cancellation = new Cancellation();
  private final CompletableFuture<Classification> answer = new CompletableFuture<>();
  private volatile Span span = Span.none();
  private int waiters;
  private boolean launched;

  Cancellation cancellation() {
    return cancellation;
  }

  /** What traces show of the computation. */
  Span span() {
    return span;
  }

  void span(Span launched) {
    span = launched;
  }

  /** What the waiters get. */
  CompletionStage<Classification> answer() {
    return answer;
  }

  synchronized Boarding board() {
    if (cancellation.isCancelled() || answer.isCompletedExceptionally()) {
      return Boarding.LOST;
    }
    if (answer.isDone()) {
      return Boarding.LANDED;
    }
    waiters++;
    if (launched) {
      return Boarding.JOINED;
    }
    launched = true;
    return Boarding.FIRST;
  }

  /** True for the last one out, where the answer is not there. */
  synchronized boolean leave() {
    waiters--;
    if (waiters > 0 || answer.isDone()) {
      return false;
    }
    cancellation.cancel();
    return true;
  }

  void land(Classification classification) {
    complete(classification);
    answer.complete(classification);
  }

  void fail(Throwable cause) {
    answer.completeExceptionally(cause);
    complete(null);
  }
}
