package dev.serin.gateway.purge;

import dev.serin.gateway.purge.Delivery.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The purges that one target has still to do, in order and one at a time: a later one never
 * overtakes an earlier one that is tried again. Thread-safe.
 */
final class TargetQueue {
  private static final Logger log = LoggerFactory.getLogger(TargetQueue.class);

  private final Target target;
  private final int places;
  private final long retryNanos;
  private final Backoff backoff;
  private final Later later;
  private final LongSupplier nanoTime;
  private final MeterRegistry meters;
  private final Deque<Item> waiting = new ArrayDeque<>();
  private boolean closed;

  /** A purge in the queue; its state is read from other threads. */
  static final class Item {
    private final Purge purge;
    private final long since;
    private final Promise<Void> ended = Promise.promise();
    private volatile Delivery delivery;

    private Item(Purge purge, String target, long since) {
      this.purge = purge;
      this.since = since;
      delivery = new Delivery(target, State.PENDING, 0, "");
    }

    Delivery delivery() {
      return delivery;
    }

    /** Completes once it is done or given up. */
    Future<Void> ended() {
      return ended.future();
    }
  }

  /**
   * @param places purges that may wait, the one under way included
   * @param retry how long a purge is tried again
   * @param nanoTime {@link System#nanoTime()}, but for tests
   */
  TargetQueue(
      Target target,
      int places,
      Duration retry,
      Backoff backoff,
      Later later,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.target = target;
    this.places = places;
    this.retryNanos = retry.toNanos();
    this.backoff = backoff;
    this.later = later;
    this.nanoTime = nanoTime;
    this.meters = meters;
    Gauge.builder("serin.purge.queue.length", this, TargetQueue::length)
        .description("Purges that a cache in front has not done yet")
        .tag("target", target.name())
        .register(meters);
    // Shown from the start: an alert needs a zero to compare with.
    for (State state : State.values()) {
      count(state, 0);
    }
  }

  Item add(Purge purge) {
    Item item = new Item(purge, target.name(), nanoTime.getAsLong());
    boolean first;
    boolean full;
    synchronized (this) {
      full = closed || waiting.size() >= places;
      first = waiting.isEmpty();
      if (!full) {
        waiting.add(item);
      }
    }
    if (full) {
      log.error(
          "Purge {} ({}) is dropped at {}, which may still serve {}: too many wait for it",
          purge.id(),
          purge.reason(),
          target.name(),
          purge.keys());
      end(item, State.FAILED, 0, "too many purges wait for it");
    } else if (first) {
      attempt(item);
    }
    return item;
  }

  synchronized int length() {
    return waiting.size();
  }

  /** Tries nothing again; returns how many purges are left undone. */
  synchronized int close() {
    closed = true;
    return waiting.size();
  }

  private void attempt(Item item) {
    Future<String> answer;
    try {
      answer = target.send(item.purge);
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    int attempts = item.delivery.attempts() + 1;
    answer
        .onSuccess(said -> done(item, attempts, said))
        .onFailure(cause -> failed(item, attempts, cause));
  }

  private void done(Item item, int attempts, String said) {
    end(item, State.DONE, attempts, said);
    next();
  }

  private void failed(Item item, int attempts, Throwable cause) {
    String why = String.valueOf(cause.getMessage());
    count(State.PENDING, 1);
    if (attempts == 1) {
      log.warn(
          "Purge {} ({}) failed at {}, and is tried again: {}",
          item.purge.id(),
          item.purge.reason(),
          target.name(),
          why);
    }
    Duration wait = backoff.after(attempts);
    if (nanoTime.getAsLong() - item.since + wait.toNanos() > retryNanos) {
      log.error(
          "Purge {} ({}) is given up at {} after {} attempts, which may still serve {}: {}",
          item.purge.id(),
          item.purge.reason(),
          target.name(),
          attempts,
          item.purge.keys(),
          why);
      end(item, State.FAILED, attempts, why);
      next();
      return;
    }
    item.delivery = new Delivery(target.name(), State.PENDING, attempts, why);
    later.after(wait, () -> retry(item));
  }

  private void retry(Item item) {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    attempt(item);
  }

  private void next() {
    Item next;
    synchronized (this) {
      waiting.remove();
      next = closed ? null : waiting.peek();
    }
    if (next != null) {
      attempt(next);
    }
  }

  private void end(Item item, State state, int attempts, String said) {
    item.delivery = new Delivery(target.name(), state, attempts, said);
    count(state, 1);
    item.ended.complete();
  }

  /** A pending one that is counted is one more attempt that failed. */
  private void count(State state, int more) {
    String outcome = state == State.PENDING ? "retried" : state.name().toLowerCase(Locale.ROOT);
    meters.counter("serin.purges", "target", target.name(), "outcome", outcome).increment(more);
  }
}
