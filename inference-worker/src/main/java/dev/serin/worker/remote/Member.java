package dev.serin.worker.remote;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Load;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** One worker as a gateway knows it. For use by many threads. */
final class Member {
  private static final long BACK_OFF_NANOS = 500_000_000L;
  private static final int DOUBLINGS = 4;

  private static final int SMOOTHING = 8;

  /** What a failure of the worker's own counts as: failing fast must not make it attractive. */
  private static final long FAILURE_NANOS = 1_000_000_000L;

  private final String id;
  private final Function<ClassifyRequest, Future<Classification>> link;
  private final Speed speed;
  private final AtomicInteger outstanding = new AtomicInteger();
  private final Set<Promise<?>> underWay = ConcurrentHashMap.newKeySet();
  private volatile Catalog catalog = Catalog.EMPTY;
  private volatile Load load = Load.UNKNOWN;
  private volatile int outstandingWhenHeard;
  private volatile long heardNanos;
  private volatile long eachNanos = Speed.FIRST_NANOS;
  private volatile boolean leaving;
  private volatile boolean reached = true;
  private volatile int failures;
  private volatile long againNanos;

  /**
   * @param link passes a request to it; fails with an InferenceFailure where the worker said so,
   *     and with {@link Sender.Undelivered} where it said nothing
   */
  Member(String id, long nowNanos, Function<ClassifyRequest, Future<Classification>> link) {
    this.id = id;
    this.link = link;
    this.speed = new Speed(nowNanos);
    this.heardNanos = nowNanos;
    this.againNanos = nowNanos;
  }

  String id() {
    return id;
  }

  Catalog catalog() {
    return catalog;
  }

  /** It has answered, with what it serves. */
  void serves(Catalog latest) {
    catalog = latest;
    reached = true;
  }

  void heard(Load latest, boolean leaves, long nowNanos) {
    load = latest;
    leaving = leaves;
    outstandingWhenHeard = outstanding.get();
    heardNanos = nowNanos;
  }

  /** Whether it was heard within {@code silenceNanos}. */
  boolean isHeard(long nowNanos, long silenceNanos) {
    return nowNanos - heardNanos <= silenceNanos;
  }

  /** Whether requests should go there. */
  boolean isOpen(long nowNanos, long silenceNanos) {
    return !leaving && reached && isHeard(nowNanos, silenceNanos) && nowNanos - againNanos >= 0;
  }

  /**
   * When an image that is sent now would be answered, in nanoseconds: what the worker said last,
   * and what this gateway has sent there since then.
   */
  long delayNanos(String model, String version) {
    int since = Math.max(0, outstanding.get() - outstandingWhenHeard);
    return load.delayNanos(model, version) + since * eachNanos;
  }

  /**
   * What a choice compares, in nanoseconds: how long its answers have taken this gateway lately,
   * times the requests that this gateway has there with one more. What it reports is no part of
   * that: a report is older than a queue lives, and all gateways would run after the same one.
   */
  long answerNanos(String model, String version, long nowNanos) {
    return (outstanding.get() + 1) * speed.nanos(model, version, nowNanos);
  }

  /** Asks the worker. Whether it can be reached shows in what comes back. */
  Future<Classification> classify(ClassifyRequest request, LongSupplier nanoTime) {
    int others = outstanding.getAndIncrement();
    long sent = nanoTime.getAsLong();
    speed.asked(request.model(), request.version(), sent);
    Promise<Classification> answer = Promise.promise();
    underWay.add(answer);
    link.apply(request)
        .onComplete(
            result -> {
              if (result.succeeded()) {
                failures = 0;
                if (!answer.future().isComplete()) {
                  learn(request, others, nanoTime.getAsLong() - sent, sent);
                }
                answer.tryComplete(result.result());
              } else {
                answer.tryFail(result.cause());
              }
            });
    return answer
        .future()
        .onComplete(
            result -> {
              underWay.remove(answer);
              outstanding.decrementAndGet();
              if (result.failed()) {
                failed(request, result.cause(), nanoTime.getAsLong());
              }
            });
  }

  /** Not from answers for which nobody waited any more: the time of a silence says nothing. */
  private synchronized void learn(ClassifyRequest request, int others, long took, long sent) {
    speed.answered(request.model(), request.version(), took, sent + took);
    // It was answered together with the others, by several lanes or in one batch.
    eachNanos += (took / (others + 1) - eachNanos) / SMOOTHING;
  }

  private void failed(ClassifyRequest request, Throwable cause, long now) {
    if (cause instanceof Sender.Undelivered) {
      missed(now);
    } else if (cause instanceof InferenceFailure said && said.reason() == Reason.INTERNAL) {
      speed.answered(request.model(), request.version(), FAILURE_NANOS, now);
    }
  }

  /** Left alone for a while, and for twice as long each time that it does not answer after that. */
  private synchronized void missed(long nowNanos) {
    if (nowNanos - againNanos < 0) {
      return; // of the same silence: many requests may be lost at once
    }
    againNanos = nowNanos + (BACK_OFF_NANOS << Math.min(failures, DOUBLINGS));
    failures++;
  }

  /**
   * Nobody waits for its answers any more: it has not been heard for too long. When it is heard
   * again, it must answer before it is open: the connection to it may still lead nowhere.
   */
  void lost() {
    reached = false;
    Sender.Undelivered silent = new Sender.Undelivered("the worker is silent");
    underWay.forEach(answer -> answer.tryFail(silent));
  }
}
