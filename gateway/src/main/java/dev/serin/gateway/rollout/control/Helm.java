package dev.serin.gateway.rollout.control;

import dev.serin.gateway.fleet.Beat;
import dev.serin.gateway.fleet.Fleet;
import dev.serin.gateway.rollout.RolloutStore.Mandate;
import dev.serin.gateway.rollout.RolloutStore.SightingId;
import io.vertx.core.Future;
import java.util.List;

/**
 * Which gateway drives the rollouts, as this one knows. Beats one at a time; read from anywhere.
 */
final class Helm {
  private final Fleet fleet;
  private volatile Beat last = new Beat(false, 0, 0, "");

  Helm(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Takes or keeps the lease, and hears what the others tell. */
  Future<Beat> beat() {
    return fleet.beat().onSuccess(beat -> last = beat);
  }

  /** What was known at the last beat. */
  Beat last() {
    return last;
  }

  boolean isOwner() {
    return last.owner();
  }

  /** Whether there may be other gateways. */
  boolean isShared() {
    return last.term() > 0;
  }

  /** For what is decided now. */
  Mandate mandate(List<SightingId> taken) {
    return new Mandate(last.term(), taken);
  }

  Future<Void> release() {
    return fleet.release();
  }
}
