package dev.serin.gateway.rollout.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.journal.Journaled;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How many labels of callers came during a rollout and count in none of its guards. It is for
 * people: counted once for all who ask within two seconds, and unknown where the journal does not
 * say it soon, so that an outage delays nobody.
 */
final class UncountedLabels {
  /** Counted up to this: more would take long, and say no more. */
  static final int MOST = 100_000;

  private static final long PATIENCE_MS = 500;

  private final RolloutStore store;
  private final StorageHealth health;
  private final Supplier<Instant> clock;
  private final Cache<String, Future<OptionalLong>> known =
      Caffeine.newBuilder().maximumSize(64).expireAfterWrite(Duration.ofSeconds(2)).build();

  UncountedLabels(RolloutStore store, StorageHealth health, Supplier<Instant> clock) {
    this.store = store;
    this.health = health;
    this.clock = clock;
  }

  /** Never fails; empty where it is not known. */
  Future<OptionalLong> of(Journaled rollout) {
    return health.isDown()
        ? Future.succeededFuture(OptionalLong.empty())
        : known.get(rollout.id(), id -> count(rollout));
  }

  private Future<OptionalLong> count(Journaled rollout) {
    Instant end = rollout.ended();
    return store
        .uncounted(
            rollout.rollout().plan().model(),
            rollout.started(),
            // An end is the first moment that is not counted any more.
            end == null ? clock.get().plusMillis(1) : end,
            MOST)
        .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
        .map(OptionalLong::of)
        .otherwise(OptionalLong.empty());
  }
}
