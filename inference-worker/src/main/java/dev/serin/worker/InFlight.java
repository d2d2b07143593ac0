package dev.serin.worker;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Counts the requests under way, and says when the last of them is done. */
final class InFlight {
  private final Promise<Void> drained = Promise.promise();
  private int count;
  private boolean closed;

  /** Whether one more may begin; each true is followed by one {@link #leave}. */
  synchronized boolean enter() {
    if (closed) {
      return false;
    }
    count++;
    return true;
  }

  void leave() {
    boolean last;
    synchronized (this) {
      count--;
      last = closed && count == 0;
    }
    if (last) {
      drained.tryComplete();
    }
  }

  /** Lets nobody in any more; completes when the last has left. */
  Future<Void> close() {
    boolean empty;
    synchronized (this) {
      closed = true;
      empty = count == 0;
    }
    if (empty) {
      drained.tryComplete();
    }
    return drained.future();
  }
}
