package dev.serin.gateway.rollout.control;

import dev.serin.gateway.fleet.FencedException;
import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.SightingId;
import dev.serin.gateway.rollout.RolloutStore.Write;
import dev.serin.gateway.rollout.journal.Journaled;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a move down, then acts on it, then tells of it. To be used on one thread. */
final class Keeper {
  private static final Logger log = LoggerFactory.getLogger(Keeper.class);

  private final RolloutStore store;
  private final Journal journal;
  private final Helm helm;
  private final Acts acts;
  private final Watchers watchers;
  private final Map<String, Doubt> doubts = new LinkedHashMap<>();

  /** A move of which the journal did not say whether it kept it. */
  private record Doubt(Journaled.Move move, Write write, List<SightingId> taken, Outcome outcome) {}

  /** What becomes of what a move was made from. */
  interface Outcome {
    /** For a move that was made from nothing but itself. */
    Outcome NONE =
        new Outcome() {
          @Override
          public void kept() {}

          @Override
          public void lost() {}
        };

    void kept();

    void lost();
  }

  Keeper(RolloutStore store, Journal journal, Helm helm, Acts acts, Watchers watchers) {
    this.store = store;
    this.journal = journal;
    this.helm = helm;
    this.acts = acts;
    this.watchers = watchers;
  }

  /** Begins a rollout. Fails where nothing was kept: then nothing has happened. */
  Future<Journaled> begin(Journaled.Move move) {
    return journal
        .read(store.write(move.write(), helm.mandate(List.of())))
        .map(
            kept -> {
              acts.open(move.next(), List.of());
              return move.next();
            });
  }

  /**
   * Fails where nothing was kept, or that is not known: until {@link #settle} knows it, nothing has
   * happened, and the rollout must not be moved.
   *
   * @param taken sightings that are in the move
   */
  Future<Journaled> keep(Journaled.Move move, List<SightingId> taken, Outcome outcome) {
    Doubt doubt = new Doubt(move, acts.complete(move), taken, outcome);
    return journal
        .read(store.write(doubt.write(), helm.mandate(taken)))
        .onSuccess(kept -> happened(doubt))
        .onFailure(
            cause -> {
              if (cause instanceof FencedException) {
                outcome.lost();
              } else {
                doubts.put(move.next().id(), doubt);
              }
            })
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof FencedException ? cause : StorageHealth.unanswered()))
        .map(move.next());
  }

  /** Whether it is not known of any move if it was kept. */
  boolean doubts() {
    return !doubts.isEmpty();
  }

  /** Whether it is not known of the last move of {@code rollout} if it was kept. */
  boolean doubts(String rollout) {
    return doubts.containsKey(rollout);
  }

  /** Asks the journal which moves it kept, and acts on them. */
  Future<Void> settle() {
    Future<Void> all = Future.succeededFuture();
    for (Doubt doubt : List.copyOf(doubts.values())) {
      all = all.compose(before -> settle(doubt));
    }
    return all;
  }

  /** Another gateway's journal is the truth now. */
  void clear() {
    doubts.clear();
  }

  private Future<Void> settle(Doubt doubt) {
    String id = doubt.move().next().id();
    return journal
        .read(store.isKept(doubt.write(), helm.mandate(doubt.taken())))
        .onSuccess(
            kept -> {
              doubts.remove(id);
              if (kept) {
                log.warn("Rollout {} was moved, though the journal did not say so at first", id);
                happened(doubt);
              } else {
                doubt.outcome().lost();
              }
            })
        .mapEmpty();
  }

  private void happened(Doubt doubt) {
    doubt.outcome().kept();
    act(doubt.move(), doubt.write());
  }

  /** What is written down has happened, so nothing here may look like a failure to write. */
  private void act(Journaled.Move move, Write write) {
    try {
      acts.act(move, write);
      Event event = write.event();
      if (event != null) {
        watchers.tell(move.next().id(), event);
      }
    } catch (RuntimeException e) {
      log.error("Rollout {} was moved, but not all could be done", move.next().id(), e);
    }
  }
}
