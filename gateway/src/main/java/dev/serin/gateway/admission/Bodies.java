package dev.serin.gateway.admission;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * The request bodies under way, bounded in number and, together with the bodies of requests that
 * wait for their answer, in bytes. Where either runs short, the slowest body of the address that
 * holds most is dropped.
 *
 * <p>A body is slow where it is behind the rate that every body must keep: see {@link
 * Body#behindNanos}. A body that is not behind is never dropped, so where none is behind the
 * newcomer is refused. Beginning, receiving and ending take no lock; only where a bound is reached
 * are all bodies looked through, of which there are at most as many as the bound.
 */
public final class Bodies {
  /** A newcomer may find the place that it made taken by another one. */
  private static final int TRIES = 4;

  private final Permits places;
  private final Permits memory;
  private final long bytesPerSecond;
  private final LongSupplier nanoClock;
  private final Set<Body> underWay = ConcurrentHashMap.newKeySet();
  private final AtomicLong droppedForPlace = new AtomicLong();
  private final AtomicLong droppedForMemory = new AtomicLong();

  /**
   * @param places one for each body under way
   * @param memory bytes, of bodies under way and of those that are in
   * @param bytesPerSecond what a body that keeps its time brings
   * @param nanoClock as {@link System#nanoTime}
   */
  public Bodies(Permits places, Permits memory, long bytesPerSecond, LongSupplier nanoClock) {
    this.places = places;
    this.memory = memory;
    this.bytesPerSecond = bytesPerSecond;
    this.nanoClock = nanoClock;
  }

  /**
   * A body begins.
   *
   * @param dropped told, on any thread, that the body has lost its place and its memory
   * @return nothing where all places are taken and no body is slow
   */
  public Optional<Body> begin(ClientAddress address, Runnable dropped) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Permit> place = places.tryAcquire();
      if (place.isPresent()) {
        Body body = new Body(this, address, place.get(), memory.empty(), dropped);
        underWay.add(body);
        return Optional.of(body);
      }
      if (!dropSlowest(body -> 1, droppedForPlace)) {
        break;
      }
    }
    return Optional.empty();
  }

  /** Bodies dropped so far because there were too many. */
  public long droppedForPlace() {
    return droppedForPlace.get();
  }

  /** Bodies dropped so far because memory ran short. */
  public long droppedForMemory() {
    return droppedForMemory.get();
  }

  /** Drops a body for its memory; false where none is slow. */
  boolean dropForMemory() {
    return dropSlowest(Body::bytes, droppedForMemory);
  }

  void ended(Body body) {
    underWay.remove(body);
  }

  long now() {
    return nanoClock.getAsLong();
  }

  /** How much longer {@code bytes} may take. */
  long nanosFor(long bytes) {
    return bytes * 1_000_000_000L / bytesPerSecond;
  }

  private boolean dropSlowest(ToLongFunction<Body> amount, AtomicLong count) {
    long now = now();
    Map<ClientAddress, Long> held = new HashMap<>();
    underWay.forEach(body -> held.merge(body.address(), amount.applyAsLong(body), Long::sum));
    Optional<Body> slowest =
        underWay.stream()
            .filter(body -> body.behindNanos(now) > 0 && amount.applyAsLong(body) > 0)
            .max(
                Comparator.<Body>comparingLong(body -> held.getOrDefault(body.address(), 0L))
                    .thenComparingLong(body -> body.behindNanos(now)));
    // One that another thread drops, or that is in by now, has made room too.
    slowest.filter(Body::drop).ifPresent(body -> count.incrementAndGet());
    return slowest.isPresent();
  }
}
