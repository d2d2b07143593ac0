package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.Experiments;
import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.RolloutStore.Sighting;
import dev.serin.gateway.rollout.RolloutStore.SightingId;
import dev.serin.gateway.rollout.journal.SightingsJson;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other gateways saw, on its way into the next look. It leaves the journal in the transaction
 * that writes the look down: so it is counted once, whichever of the two gateways is killed when.
 */
final class Inbox {
  private static final Logger log = LoggerFactory.getLogger(Inbox.class);
  private static final int MOST = 1_000;

  private final RolloutStore store;
  private final Journal journal;
  private final Experiments experiments;
  private final Helm helm;
  private final Map<String, Set<SightingId>> taken = new HashMap<>();

  Inbox(RolloutStore store, Journal journal, Experiments experiments, Helm helm) {
    this.store = store;
    this.journal = journal;
    this.experiments = experiments;
    this.helm = helm;
  }

  /** Adds what is new to what this gateway saw itself. */
  Future<Void> read(String rollout) {
    return helm.isShared()
        ? journal
            .read(store.sightings(rollout, MOST))
            .onSuccess(all -> all.forEach(one -> take(rollout, one)))
            .mapEmpty()
        : Future.succeededFuture();
  }

  /** What the next entry has in it. */
  List<SightingId> taken(String rollout) {
    return List.copyOf(taken.getOrDefault(rollout, Set.of()));
  }

  /** It is in an entry, and told no more. */
  void kept(String rollout, List<SightingId> written) {
    Set<SightingId> some = taken.get(rollout);
    if (some != null) {
      some.removeAll(Set.copyOf(written));
    }
  }

  /** What was taken and not written is for the next owner. */
  void clear() {
    taken.clear();
  }

  private void take(String rollout, Sighting sighting) {
    if (!taken.computeIfAbsent(rollout, any -> new LinkedHashSet<>()).add(sighting.id())) {
      return;
    }
    try {
      experiments.absorb(rollout, SightingsJson.read(sighting.body()));
    } catch (RuntimeException e) {
      log.error("What {} saw of rollout {} cannot be read", sighting.id().gateway(), rollout, e);
    }
  }
}
