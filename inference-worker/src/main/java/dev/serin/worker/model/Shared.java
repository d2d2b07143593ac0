package dev.serin.worker.model;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A resource with users that come and go. It is closed when its owner has let go of it and the last
 * user has left, whichever comes later.
 */
final class Shared<V> {
  private final V value;
  private final Runnable closing;

  /** The users, and 1 for the owner; 0 is final. */
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * @param closing run once, by whoever leaves last
   */
  Shared(V value, Runnable closing) {
    this.value = value;
    this.closing = closing;
  }

  V value() {
    return value;
  }

  /** A use that must be closed; empty when it is too late. */
  Optional<Lease<V>> lease() {
    int before = holders.getAndUpdate(n -> n == 0 ? 0 : n + 1);
    return before == 0 ? Optional.empty() : Optional.of(new SharedLease());
  }

  /** The owner lets go: called once. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      closing.run();
    }
  }

  private final class SharedLease implements Lease<V> {
    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public V value() {
      return value;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        release();
      }
    }
  }
}
