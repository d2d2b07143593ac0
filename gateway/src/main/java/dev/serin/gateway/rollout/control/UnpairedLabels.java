package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.Experiments;
import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.RolloutStore.Label;
import dev.serin.gateway.rollout.journal.Journaled;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Asks again about labels that are kept and whose pair is not: the last process ended before, or
 * there was no room for them. Where a rollout is met for the first time all its labels are meant;
 * later only young ones, so that images which are not kept any more do not stand in the way of
 * others for ever.
 */
final class UnpairedLabels {
  private static final int LOOKS = 10;
  private static final int LABELS = 10_000;
  private static final Duration YOUNG = Duration.ofHours(1);

  private final RolloutStore store;
  private final Journal journal;
  private final Experiments experiments;
  private final Set<String> met = new HashSet<>();
  private int looks;

  UnpairedLabels(RolloutStore store, Journal journal, Experiments experiments) {
    this.store = store;
    this.journal = journal;
    this.experiments = experiments;
  }

  /** To be called at every look; does something at each tenth, and where a rollout is new. */
  Future<Void> look(Collection<Journaled> running, Instant now) {
    met.retainAll(running.stream().map(Journaled::id).toList());
    looks++;
    boolean all = looks % LOOKS == 0;
    Future<Void> asked = Future.succeededFuture();
    for (Journaled rollout : running) {
      if (all || !met.contains(rollout.id())) {
        asked = asked.compose(before -> ask(rollout, now));
      }
    }
    return asked;
  }

  /** Whether a label of the rollout's time has come whose pair is in no tally. */
  Future<Boolean> wait(Journaled rollout) {
    return journal
        .read(store.unpaired(rollout.id(), rollout.rollout().plan().model(), rollout.started(), 1))
        .map(labels -> !labels.isEmpty());
  }

  private Future<Void> ask(Journaled rollout, Instant now) {
    Instant young = now.minus(YOUNG);
    boolean old = met.contains(rollout.id()) && rollout.started().isBefore(young);
    return journal
        .read(
            store.unpaired(
                rollout.id(),
                rollout.rollout().plan().model(),
                old ? young : rollout.started(),
                LABELS))
        .onSuccess(labels -> label(rollout.id(), labels))
        .mapEmpty();
  }

  private void label(String id, List<Label> labels) {
    met.add(id);
    labels.forEach(label -> experiments.label(id, label));
  }
}
