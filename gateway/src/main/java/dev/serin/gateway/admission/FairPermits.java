package dev.serin.gateway.admission;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Permits shared by several kinds of work, of which none can take all: a kind may hold at most
 * three times as many as are free. So one that floods leaves a quarter for the others, two that
 * flood leave a seventh, and a share that nobody wants is not kept idle for long. These are the
 * dynamic thresholds of Choudhury and Hahne (1998). A kind that is alone may have all.
 */
public final class FairPermits {
  private static final int OF_FREE_MAX = 3;

  private final Permits all;
  private final Map<String, Permits> kinds = new ConcurrentHashMap<>();

  public FairPermits(Permits all) {
    this.all = all;
  }

  /** Whether {@code kind} would get a unit now; {@code alone} as in {@link #tryAcquire}. */
  public boolean isFree(String kind, boolean alone) {
    long free = all.limit() - all.inUse();
    return free > 0 && (alone || kind(kind).inUse() < OF_FREE_MAX * free);
  }

  private Permits kind(String kind) {
    return kinds.computeIfAbsent(kind, name -> new Permits(all.limit()));
  }

  /**
   * One unit for {@code kind}, given back by running the answer; again does nothing.
   *
   * @param kind from a bounded set of names
   * @param alone whether there is no other kind
   * @return nothing where all are out, or this kind has its share
   */
  public Optional<Runnable> tryAcquire(String kind, boolean alone) {
    if (!isFree(kind, alone)) {
      return Optional.empty();
    }
    Permits own = kind(kind);
    Optional<Permit> ofKind = own.tryAcquire();
    Optional<Permit> ofAll = ofKind.isPresent() ? all.tryAcquire() : Optional.empty();
    if (ofKind.isPresent() && ofAll.isEmpty()) {
      ofKind.get().close();
    }
    return ofAll.map(
        permit ->
            () -> {
              ofKind.ifPresent(Permit::close);
              permit.close();
            });
  }
}
