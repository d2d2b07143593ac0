package dev.serin.worker;

import dev.serin.worker.model.BoundRun;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Buffers with their tensors, kept for the next use. It never holds more of them than were in use
 * at the same time, which the queue's places bound. Thread-safe.
 */
final class BufferPool implements AutoCloseable {
  private final Supplier<BoundRun> maker;
  private final Deque<BoundRun> free = new ArrayDeque<>();
  private boolean closed;

  BufferPool(Supplier<BoundRun> maker) {
    this.maker = maker;
  }

  /** One that nobody else uses; its input holds what was left in it. */
  BoundRun take() {
    BoundRun last;
    synchronized (this) {
      // The latest given back is most likely in the processor's cache.
      last = free.pollFirst();
    }
    return last == null ? maker.get() : last;
  }

  void giveBack(BoundRun run) {
    synchronized (this) {
      if (!closed) {
        free.addFirst(run);
        return;
      }
    }
    run.close();
  }

  /** What is still out is closed when it comes back. */
  @Override
  public void close() {
    Deque<BoundRun> all;
    synchronized (this) {
      closed = true;
      all = new ArrayDeque<>(free);
      free.clear();
    }
    all.forEach(BoundRun::close);
  }
}
