package dev.serin.worker.remote;

import dev.serin.worker.api.Cancellation;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Load;
import dev.serin.worker.api.Timings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * A worker as a simulated gateway knows it, and the choice among several: the production classes
 * {@link Member} and {@link Balancer}, for a simulation in another package.
 */
public final class KnownWorker {
  private static final ClassifyRequest REQUEST =
      new ClassifyRequest(
          "m", "1", EncodedImage.of(new byte[] {1}), 1, Long.MAX_VALUE, new Cancellation());
  private static final ImageInfo IMAGE = new ImageInfo("jpeg", 500, 375);

  private final Member member;
  private final LongSupplier clock;
  private long reportedNanos;
  private int outstanding;

  /** Where a request goes, and by which its answer comes back. */
  public interface Link {
    void send(Answer answer);
  }

  /** What comes back, once. Later calls change nothing. */
  public interface Answer {
    /**
     * @param tookNanos decode and run, as the worker measured them
     */
    void classified(long tookNanos);

    void overloaded();

    /** The worker's own fault, which no other worker is asked to mend. */
    void broken();

    /** Nothing came in time. */
    void undelivered();
  }

  /** How a request ended. */
  public enum End {
    CLASSIFIED,
    /** Another worker may do better. */
    ELSEWHERE,
    FAILED
  }

  public KnownWorker(String id, LongSupplier clock, Link link) {
    this.clock = clock;
    this.member =
        new Member(
            id,
            clock.getAsLong(),
            request -> {
              Promise<Classification> promise = Promise.promise();
              link.send(new Pending(promise));
              return promise.future();
            });
  }

  /** The choice of {@link WorkerPool}. */
  public static Optional<KnownWorker> choose(IntUnaryOperator random, List<KnownWorker> open) {
    return best(random, open, KnownWorker::answerNanos);
  }

  /** The same with another measure. */
  public static Optional<KnownWorker> best(
      IntUnaryOperator random, List<KnownWorker> open, ToLongFunction<KnownWorker> delay) {
    return new Balancer(random).choose(open, delay);
  }

  public void heard(long delayNanos) {
    reportedNanos = delayNanos;
    member.heard(new Load((model, version) -> delayNanos), false, clock.getAsLong());
  }

  public boolean isOpen(long silenceNanos) {
    return member.isOpen(clock.getAsLong(), silenceNanos);
  }

  /** What {@link WorkerPool#look} does to the silent. */
  public void look(long silenceNanos) {
    if (!member.isHeard(clock.getAsLong(), silenceNanos)) {
      member.lost();
    }
  }

  /** What the choice compares. */
  public long answerNanos() {
    return member.answerNanos("m", "1", clock.getAsLong());
  }

  /** What it said, and what was sent since. */
  public long delayNanos() {
    return member.delayNanos("m", "1");
  }

  /** What it said. */
  public long reportedNanos() {
    return reportedNanos;
  }

  /** Requests of this gateway that it has not answered. */
  public int outstanding() {
    return outstanding;
  }

  public void ask(Consumer<End> ended) {
    outstanding++;
    Future<Classification> answer = member.classify(REQUEST, clock);
    answer.onComplete(
        result -> {
          outstanding--;
          ended.accept(result.succeeded() ? End.CLASSIFIED : end(result.cause()));
        });
  }

  private static End end(Throwable cause) {
    boolean elsewhere =
        cause instanceof Sender.Undelivered
            || (cause instanceof InferenceFailure said && said.reason() == Reason.OVERLOADED);
    return elsewhere ? End.ELSEWHERE : End.FAILED;
  }

  private record Pending(Promise<Classification> promise) implements Answer {
    @Override
    public void classified(long tookNanos) {
      promise.tryComplete(new Classification(IMAGE, List.of(), new Timings(tookNanos, 0, 0)));
    }

    @Override
    public void overloaded() {
      promise.tryFail(InferenceFailure.overloaded("the queue is full", 0));
    }

    @Override
    public void broken() {
      promise.tryFail(new InferenceFailure(Reason.INTERNAL, "the worker failed"));
    }

    @Override
    public void undelivered() {
      promise.tryFail(new Sender.Undelivered("the worker did not answer"));
    }
  }
}
