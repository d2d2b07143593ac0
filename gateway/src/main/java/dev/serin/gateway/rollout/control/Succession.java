package dev.serin.gateway.rollout.control;

import dev.serin.gateway.fleet.Beat;
import dev.serin.gateway.rollout.journal.Journaled;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this gateway the one that drives the rollouts, or one that follows, as the lease says. To
 * be used on one thread.
 */
final class Succession {
  private static final Logger log = LoggerFactory.getLogger(Succession.class);

  private final Helm helm;
  private final Journal journal;
  private final Follower follower;
  private final Restart restart;
  private final Inbox inbox;
  private final Acts acts;
  private final Keeper keeper;
  private boolean prepared;
  private long term;

  Succession(
      Helm helm,
      Journal journal,
      Follower follower,
      Restart restart,
      Inbox inbox,
      Acts acts,
      Keeper keeper) {
    this.helm = helm;
    this.journal = journal;
    this.follower = follower;
    this.restart = restart;
    this.inbox = inbox;
    this.acts = acts;
    this.keeper = keeper;
  }

  /** Whether everything that runs is driven from here, and where it stands is known. */
  boolean drives() {
    return helm.isOwner() && prepared && restart.isDone() && !keeper.doubts();
  }

  /** Looks at the lease, and does as it says. */
  Future<Void> beat() {
    long revision = helm.last().revision();
    return journal.read(helm.beat()).compose(beat -> heed(beat, revision));
  }

  /** Goes on with what is not running yet, where this gateway is the owner. */
  Future<Void> goOn() {
    return prepare(helm.last())
        .compose(ready -> restart.run())
        .onSuccess(all -> follower.clear())
        .compose(all -> keeper.settle());
  }

  private Future<Void> heed(Beat beat, long revisionBefore) {
    if (prepared && !(beat.owner() && term == beat.term())) {
      leave(beat, revisionBefore);
    }
    return beat.owner() ? goOn() : follower.catchUp(beat.revision());
  }

  /** What the last owner decided is done here first. */
  private Future<Void> prepare(Beat beat) {
    if (prepared && term == beat.term()) {
      return Future.succeededFuture();
    }
    Future<Void> ready =
        follower.isFollowing() ? follower.catchUp(beat.revision()) : Future.succeededFuture();
    return ready.onSuccess(
        done -> {
          prepared = true;
          term = beat.term();
          inbox.clear();
          restart.again();
          if (helm.isShared()) {
            log.info("This gateway drives the rollouts now, in term {}", term);
          }
        });
  }

  private void leave(Beat beat, long revisionBefore) {
    prepared = false;
    keeper.clear();
    List<Journaled> driven = acts.leave();
    follower.adopt(driven, revisionBefore);
    log.warn(
        "Another gateway drives the rollouts now ({}, term {}): the lease was not kept in time",
        beat.holder(),
        beat.term());
  }
}
