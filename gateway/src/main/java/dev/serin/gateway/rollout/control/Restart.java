package dev.serin.gateway.rollout.control;

import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.decision.RolloutState;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.journal.Replayer;
import dev.serin.gateway.rollout.journal.StateJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on where the last process was. The row says what was acted on last; the entries say why. One
 * that cannot be explained is not driven by evidence any more: it keeps its weight, with the clock
 * stopped, until a person decides.
 */
final class Restart {
  private static final Logger log = LoggerFactory.getLogger(Restart.class);

  private final RolloutStore store;
  private final Journal journal;
  private final Helm helm;
  private final StableVersions stables;
  private final Aborted aborted;
  private final Acts acts;
  private final Supplier<Instant> now;
  private final Set<String> unreadable = new HashSet<>();
  private boolean done;

  Restart(
      RolloutStore store,
      Journal journal,
      Helm helm,
      StableVersions stables,
      Aborted aborted,
      Acts acts,
      Supplier<Instant> now) {
    this.store = store;
    this.journal = journal;
    this.helm = helm;
    this.stables = stables;
    this.aborted = aborted;
    this.acts = acts;
    this.now = now;
  }

  /** Whether everything runs that ran before. */
  boolean isDone() {
    return done;
  }

  /** Begins anew: more may run than is known. */
  void again() {
    done = false;
    unreadable.clear();
  }

  /** Goes on with what is not running yet; what failed is tried again at the next call. */
  Future<Void> run() {
    if (done) {
      return Future.succeededFuture();
    }
    return journal
        .read(store.stables())
        .onSuccess(stables::restore)
        .compose(words -> journal.rows())
        .compose(rows -> reopen(rows).onSuccess(all -> aborted.withdraw(rows)))
        .onSuccess(all -> done = true);
  }

  private Future<Void> reopen(List<Row> rows) {
    Future<Void> all = Future.succeededFuture();
    for (Row row : rows) {
      boolean known = acts.running().containsKey(row.id()) || unreadable.contains(row.id());
      if (row.ended() == null && !known) {
        all = all.compose(before -> reopen(row));
      }
    }
    return all;
  }

  private Future<Void> reopen(Row row) {
    RolloutState left;
    try {
      left = StateJson.read(new JsonObject(row.state()));
    } catch (RuntimeException e) {
      return given(row, e);
    }
    return journal
        .replay(row)
        .compose(
            replayer ->
                journal
                    .events(row.id(), 0)
                    .compose(events -> open(row, left, replayer, events.size())))
        .recover(
            cause ->
                cause instanceof ProblemException ? Future.failedFuture(cause) : given(row, cause));
  }

  private Future<Void> given(Row row, Throwable cause) {
    log.error(
        "Rollout {} cannot be read any more: all traffic is on the stable side", row.id(), cause);
    unreadable.add(row.id());
    return Future.succeededFuture();
  }

  private Future<Void> open(Row row, RolloutState left, Replayer replayer, long events) {
    Journaled replayed = replayer.rollout();
    boolean explained =
        replayer.unreadable() == 0
            && replayed.events() == events
            && replayed.rollout().state().equals(left);
    if (explained) {
      acts.open(replayed, replayer.observed());
      return Future.succeededFuture();
    }
    RolloutState found = replayed.rollout().state();
    String why =
        "was left %s in step %d, but its journal leads to %s in step %d: a person has to decide"
            .formatted(left.phase(), left.step() + 1, found.phase(), found.step() + 1);
    log.error("Rollout {} {}", row.id(), why);
    Journaled.Move move = replayed.suspend(left, events, why, now.get());
    return journal
        .read(store.write(move.write(), helm.mandate(List.of())))
        .onSuccess(kept -> acts.open(move.next(), replayer.observed()));
  }
}
