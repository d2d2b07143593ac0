package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.Experiments;
import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.RolloutStore.Stable;
import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.journal.PlanJson;
import dev.serin.gateway.rollout.journal.StateJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does here what the owner decided elsewhere: reads what moved since the last time, and splits the
 * traffic as it says. What cannot be read leaves all weights as they are. To be used on one thread.
 */
final class Follower {
  private static final Logger log = LoggerFactory.getLogger(Follower.class);
  private static final long NEVER = -1;

  private final RolloutStore store;
  private final Journal journal;
  private final Experiments experiments;
  private final StableVersions stables;
  private final Aborted aborted;
  private final Watchers watchers;
  private final Loop loop;
  private final Map<String, Trail> trails = new ConcurrentHashMap<>();
  private final Map<String, Stable> words = new HashMap<>();
  private long seen = NEVER;

  Follower(
      RolloutStore store,
      Journal journal,
      Experiments experiments,
      StableVersions stables,
      Aborted aborted,
      Watchers watchers,
      Loop loop) {
    this.store = store;
    this.journal = journal;
    this.experiments = experiments;
    this.stables = stables;
    this.aborted = aborted;
    this.watchers = watchers;
    this.loop = loop;
  }

  /** Whether it has been read what runs. */
  boolean isFollowing() {
    return seen != NEVER;
  }

  /** The rollouts that run, as far as is known. */
  Collection<String> running() {
    return List.copyOf(trails.keySet());
  }

  /** Where a rollout that runs was read to; may be called from any thread. */
  Optional<Trail> trail(String id) {
    return Optional.ofNullable(trails.get(id));
  }

  /** The rows of what runs, as far as is known; may be called from any thread. */
  List<Row> rows() {
    return new TreeMap<>(trails).values().stream().map(Trail::row).toList();
  }

  /** Does what was decided until {@code revision}. */
  Future<Void> catchUp(long revision) {
    if (seen == revision) {
      return Future.succeededFuture();
    }
    return journal
        .read(store.stables())
        .onSuccess(all -> all.forEach(this::heed))
        .compose(all -> seen == NEVER ? first() : journal.read(store.changed(seen)))
        .compose(this::moved)
        .onSuccess(all -> seen = revision);
  }

  /**
   * Goes on with what this gateway drove until now. What it saw and did not write is forgotten: it
   * may be written after all, where the answer to a commit got lost.
   *
   * @param before revision from which on others may have moved them
   */
  void adopt(Collection<Journaled> driven, long before) {
    seen = isFollowing() ? seen : before;
    for (Journaled rollout : driven) {
      trails.remove(rollout.id());
      open(rollout.row());
    }
  }

  /** The rollouts are driven from here now. */
  void clear() {
    trails.clear();
    words.clear();
    seen = NEVER;
  }

  private Future<List<Row>> first() {
    return journal
        .rows()
        .map(
            newestFirst -> {
              aborted.withdraw(newestFirst);
              List<Row> oldestFirst = new ArrayList<>(newestFirst);
              Collections.reverse(oldestFirst);
              return oldestFirst;
            });
  }

  private void heed(Stable word) {
    if (!word.equals(words.put(word.model(), word))) {
      stables.set(word);
    }
  }

  private Future<Void> moved(List<Row> rows) {
    Future<Void> told = Future.succeededFuture();
    for (Row row : rows) {
      Trail trail = trails.get(row.id());
      if (row.ended() == null) {
        open(row);
      } else {
        close(row, trail != null);
      }
      told = told.compose(before -> tell(row.id(), trail));
    }
    return told;
  }

  private void open(Row row) {
    try {
      RolloutPlan plan = PlanJson.read(new JsonObject(row.plan()));
      int weight = weight(row, plan);
      Trail trail = trails.get(row.id());
      if (trail == null) {
        experiments.open(row.id(), plan, weight, List.of());
        trails.put(row.id(), new Trail(store, journal, loop, row));
        log.info("Rollout {} is followed, with weight {}/10000", row.id(), weight);
      } else {
        if (weight != weight(trail.row(), plan)) {
          experiments.weight(row.id(), weight);
          log.info("Rollout {} has weight {}/10000 now", row.id(), weight);
        }
        trail.row(row);
      }
    } catch (RuntimeException e) {
      log.error("Rollout {} cannot be followed", row.id(), e);
    }
  }

  private static int weight(Row row, RolloutPlan plan) {
    return StateJson.read(new JsonObject(row.state())).weight(plan);
  }

  /** Its stable version is heeded by then, so that no request goes back. */
  private void close(Row row, boolean open) {
    boolean isAborted = row.phase().equals(Phase.ABORTED.toString());
    if (open) {
      trails.remove(row.id());
      experiments.close(row.id());
      log.info("Rollout {} is {}", row.id(), row.phase());
    }
    if (isAborted && (open || seen != NEVER)) {
      aborted.withdraw(row);
    }
  }

  private Future<Void> tell(String id, @Nullable Trail trail) {
    if (!watchers.isAny(id)) {
      return Future.succeededFuture();
    }
    long told = trail == null ? 0 : trail.told();
    return journal
        .events(id, told)
        .onSuccess(
            events ->
                events.forEach(
                    event -> {
                      watchers.tell(id, event);
                      if (trail != null) {
                        trail.told(event.seq());
                      }
                    }))
        .mapEmpty();
  }
}
