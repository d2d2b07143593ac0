package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.Experiments;
import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.Sightings;
import dev.serin.gateway.rollout.journal.SightingsJson;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this gateway saw, on its way to the owner. What could not be sent is sent again as it was,
 * under the same number: whether it arrived the first time, nobody can know. To be used on one
 * thread.
 */
final class Outbox {
  private record Letter(long seq, String body) {}

  private final RolloutStore store;
  private final Journal journal;
  private final Experiments experiments;
  private final Map<String, Letter> unsent = new LinkedHashMap<>();
  private long seq;

  Outbox(RolloutStore store, Journal journal, Experiments experiments) {
    this.store = store;
    this.journal = journal;
    this.experiments = experiments;
  }

  /** Tells what was seen of {@code rollouts} since the last time. */
  Future<Void> tell(Collection<String> rollouts) {
    Future<Void> told = send(List.copyOf(unsent.keySet()));
    for (String rollout : rollouts) {
      told = told.compose(before -> write(rollout) ? send(List.of(rollout)) : done());
    }
    return told;
  }

  private boolean write(String rollout) {
    Sightings seen = experiments.sightings(rollout);
    if (seen.isEmpty()) {
      return false;
    }
    unsent.put(rollout, new Letter(++seq, SightingsJson.write(seen)));
    return true;
  }

  private Future<Void> send(List<String> rollouts) {
    Future<Void> sent = done();
    for (String rollout : rollouts) {
      Letter letter = unsent.get(rollout);
      if (letter != null) {
        sent =
            sent.compose(before -> journal.read(store.tell(rollout, letter.seq(), letter.body())))
                .onSuccess(kept -> unsent.remove(rollout, letter));
      }
    }
    return sent;
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }
}
