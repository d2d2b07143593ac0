package dev.serin.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Direct buffers of one size, kept for the next use. It never holds more of them than were in use
 * at the same time, which the queue's places bound; they go with the version that owns the pool.
 */
final class BufferPool {
  private final int bytes;
  private final Queue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

  BufferPool(int bytes) {
    this.bytes = bytes;
  }

  /** A cleared buffer in native byte order. */
  ByteBuffer take() {
    ByteBuffer buffer = free.poll();
    return buffer == null
        ? ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder())
        : buffer.clear();
  }

  void giveBack(ByteBuffer buffer) {
    free.add(buffer);
  }
}
