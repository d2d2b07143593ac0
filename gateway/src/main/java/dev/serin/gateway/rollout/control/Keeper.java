package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Write;
import dev.serin.gateway.rollout.journal.Journaled;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a move down, then acts on it, then tells of it. */
final class Keeper {
  private static final Logger log = LoggerFactory.getLogger(Keeper.class);

  private final RolloutStore store;
  private final Journal journal;
  private final Acts acts;
  private final Watchers watchers;

  Keeper(RolloutStore store, Journal journal, Acts acts, Watchers watchers) {
    this.store = store;
    this.journal = journal;
    this.acts = acts;
    this.watchers = watchers;
  }

  /** Fails where nothing was kept: then nothing has happened. */
  Future<Journaled> keep(Journaled.Move move) {
    Write write = acts.complete(move);
    return journal
        .read(store.write(write))
        .map(
            kept -> {
              act(move, write);
              return move.next();
            });
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
