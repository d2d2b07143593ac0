package dev.serin.gateway.admission;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One request body under way. What it holds of memory it keeps when it is in: {@link #memory} goes
 * back when its request is answered.
 */
public final class Body implements AutoCloseable {
  /** A body that came fast has no more than this in hand when it stops. */
  private static final long AHEAD_NANOS_MAX = 1_000_000_000L;

  private final Bodies bodies;
  private final ClientAddress address;
  private final Permit place;
  private final Permit memory;
  private final Runnable dropped;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Until when what has come is enough. Written by the thread that receives the body. */
  private volatile long enoughUntil;

  Body(Bodies bodies, ClientAddress address, Permit place, Permit memory, Runnable dropped) {
    this.bodies = bodies;
    this.address = address;
    this.place = place;
    this.memory = memory;
    this.dropped = dropped;
    enoughUntil = bodies.now();
  }

  /** Some of it has come. To be called by one thread. */
  public void received(long bytes) {
    long earned = enoughUntil + bodies.nanosFor(bytes);
    long most = bodies.now() + AHEAD_NANOS_MAX;
    enoughUntil = earned - most < 0 ? earned : most;
  }

  /**
   * Takes {@code more} bytes of memory. Other bodies may be dropped for it.
   *
   * @return false without free memory, or once this body was dropped
   */
  public boolean tryGrow(long more) {
    while (!memory.tryGrow(more)) {
      if (ended.get() || !bodies.dropForMemory()) {
        return false;
      }
    }
    return true;
  }

  /** What it holds; may outlive the body. */
  public Permit memory() {
    return memory;
  }

  /** The body is in, or will not be read any more. */
  @Override
  public void close() {
    end();
  }

  /**
   * The time by which it is behind a body that began with it and brings the least rate: positive
   * for a slow one.
   */
  long behindNanos(long now) {
    return now - enoughUntil;
  }

  long bytes() {
    return memory.units();
  }

  ClientAddress address() {
    return address;
  }

  /** Takes away all that it holds; false where it has ended. */
  boolean drop() {
    if (!end()) {
      return false;
    }
    memory.close();
    dropped.run();
    return true;
  }

  private boolean end() {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    bodies.ended(this);
    place.close();
    return true;
  }
}
