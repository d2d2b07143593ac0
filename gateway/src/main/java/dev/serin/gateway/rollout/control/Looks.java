package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.Experiments;
import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.RolloutStore.SightingId;
import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.VersionInfo.State;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one rollout: takes what was seen, decides, and keeps it; gives back what was not kept.
 */
final class Looks {
  private static final Logger log = LoggerFactory.getLogger(Looks.class);

  private final Experiments experiments;
  private final Supplier<Catalog> catalog;
  private final StableVersions stables;
  private final Inbox inbox;
  private final Keeper keeper;
  private final UnpairedLabels labels;
  private final Loop loop;
  private final Supplier<Instant> clock;

  Looks(
      Experiments experiments,
      Supplier<Catalog> catalog,
      StableVersions stables,
      Inbox inbox,
      Keeper keeper,
      UnpairedLabels labels,
      Loop loop,
      Supplier<Instant> clock) {
    this.experiments = experiments;
    this.catalog = catalog;
    this.stables = stables;
    this.inbox = inbox;
    this.keeper = keeper;
    this.labels = labels;
    this.loop = loop;
    this.clock = clock;
  }

  /** Before every model was tried, one that is missing may still come. */
  boolean areBlind() {
    return !catalog.get().complete();
  }

  /** Whether the candidate can answer. */
  boolean isReady(RolloutPlan plan) {
    return catalog
        .get()
        .model(plan.model())
        .flatMap(model -> model.version(plan.candidate()))
        .filter(version -> version.state() == State.READY)
        .isPresent();
  }

  /** Whether an operator named another stable version than the one that is compared with. */
  boolean isForsaken(RolloutPlan plan) {
    return catalog.get().model(plan.model()).isPresent()
        && !stables.of(plan.model()).equals(plan.stable());
  }

  /** Fails where nothing could be kept: then nothing has happened. */
  Future<Journaled> look(Journaled rollout) {
    return inbox.read(rollout.id()).compose(read -> decide(rollout));
  }

  private Future<Journaled> decide(Journaled rollout) {
    String id = rollout.id();
    Observed seen = experiments.drain(id);
    boolean ready = isReady(rollout.rollout().plan());
    Instant now = clock.get();
    return loop.here(loop.compute(() -> rollout.look(seen, ready, now)))
        .compose(move -> holdForWaitingLabels(rollout, move, seen, now))
        .onFailure(
            cause -> {
              experiments.restore(id, seen);
              log.error("Rollout {} could not be looked at: its weight stays", id, cause);
            })
        .compose(
            move ->
                move.map(some -> keep(some, seen))
                    .orElseGet(() -> Future.succeededFuture(rollout)));
  }

  /**
   * Nothing is promoted as if no label had come while one waits to be paired: the worker may have
   * been too busy, or another gateway has it.
   */
  private Future<Optional<Journaled.Move>> holdForWaitingLabels(
      Journaled rollout, Optional<Journaled.Move> move, Observed seen, Instant now) {
    boolean promotes =
        move.map(some -> some.next().rollout())
            .filter(next -> next.state().phase() == Phase.PROMOTED && next.awaitsLabels())
            .isPresent();
    return promotes
        ? labels
            .wait(rollout)
            .compose(
                wait ->
                    wait
                        ? loop.here(loop.compute(() -> rollout.look(seen, true, true, now)))
                        : Future.succeededFuture(move))
        : Future.succeededFuture(move);
  }

  private Future<Journaled> keep(Journaled.Move move, Observed seen) {
    String id = move.next().id();
    List<SightingId> taken = inbox.taken(id);
    return keeper.keep(
        move,
        taken,
        new Keeper.Outcome() {
          @Override
          public void kept() {
            inbox.kept(id, taken);
          }

          @Override
          public void lost() {
            experiments.restore(id, seen);
          }
        });
  }
}
