package dev.serin.gateway.admission;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A fixed number of units (slots, bytes, connections), handed out without ever waiting. */
public final class Permits {
  private final long limit;
  private final AtomicLong inUse = new AtomicLong();

  /**
   * @param limit most units out at one time, at least 1
   */
  public Permits(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
    this.limit = limit;
  }

  /** One unit, or nothing where all are out. */
  public Optional<Permit> tryAcquire() {
    return take(1) ? Optional.of(new Permit(this, 1)) : Optional.empty();
  }

  /** A permit of no unit yet, to {@linkplain Permit#tryGrow grow} as the need shows. */
  public Permit empty() {
    return new Permit(this, 0);
  }

  public long inUse() {
    return inUse.get();
  }

  public long limit() {
    return limit;
  }

  boolean take(long units) {
    long now;
    do {
      now = inUse.get();
      if (units > limit - now) {
        return false;
      }
    } while (!inUse.compareAndSet(now, now + units));
    return true;
  }

  void giveBack(long units) {
    inUse.addAndGet(-units);
  }
}
