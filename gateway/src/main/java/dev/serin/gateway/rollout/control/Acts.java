package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.Experiments;
import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.RolloutStore.Stable;
import dev.serin.gateway.rollout.RolloutStore.Write;
import dev.serin.gateway.rollout.Sightings;
import dev.serin.gateway.rollout.decision.Change;
import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.journal.Journaled;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rollouts that run, and what becomes of traffic once a move is written down. */
final class Acts {
  private static final Logger log = LoggerFactory.getLogger(Acts.class);

  private final Experiments experiments;
  private final StableVersions stables;
  private final RolloutMeters meters;
  private final Map<String, Journaled> running = new ConcurrentHashMap<>();

  Acts(Experiments experiments, StableVersions stables, RolloutMeters meters) {
    this.experiments = experiments;
    this.stables = stables;
    this.meters = meters;
  }

  /** By id. May be read from any thread. */
  Map<String, Journaled> running() {
    return running;
  }

  /** Begins, or goes on after a restart with what was seen {@code before} it. */
  void open(Journaled rollout, List<Observed> before) {
    String id = rollout.id();
    // Of the time in which another gateway drove it.
    Sightings seen = experiments.sightings(id);
    running.put(id, rollout);
    experiments.open(id, rollout.rollout().plan(), rollout.rollout().weight(), before);
    if (!seen.isEmpty()) {
      experiments.absorb(id, seen);
    }
    meters.show(rollout, () -> Objects.requireNonNullElse(running.get(id), rollout));
  }

  /** The move with its word on the stable version, if it has one. */
  Write complete(Journaled.Move move) {
    Write write = move.write();
    return new Write(write.row(), write.entry(), write.event(), write.pairs(), stable(move));
  }

  /** To be called once {@code written} is safe. */
  void act(Journaled.Move move, Write written) {
    Journaled next = move.next();
    boolean over = next.rollout().state().phase().isFinal();
    if (!over) {
      running.put(next.id(), next);
    }
    if (move.change().isEmpty()) {
      return;
    }
    Change change = move.change().get();
    log.info(
        "Rollout {}: {} to {}, step {}, by {}: {}",
        next.id(),
        change.before().phase(),
        change.after().phase(),
        change.after().step() + 1,
        change.actor(),
        change.after().reason());
    if (over) {
      end(next, change, written.stable());
    } else if (next.rollout().weight() != change.before().weight(next.rollout().plan())) {
      experiments.weight(next.id(), next.rollout().weight());
    }
  }

  /** The candidate becomes stable before its share ends, so that no request goes back. */
  private void end(Journaled rollout, Change change, @Nullable Stable stable) {
    RolloutPlan plan = rollout.rollout().plan();
    if (change.after().phase() == Phase.ABORTED && !change.before().phase().isFinal()) {
      experiments.weight(rollout.id(), 0);
    }
    if (stable != null) {
      stables.set(stable);
    }
    if (running.remove(rollout.id()) != null) {
      experiments.close(rollout.id());
      meters.remove(rollout.id());
    }
    meters.ended(plan.model(), change.after().phase());
    if (change.after().phase() == Phase.ABORTED) {
      experiments.purge(plan.model(), plan.candidate());
    }
  }

  /** An operator promoted without proof. */
  void forced(String model) {
    meters.forced(model);
  }

  /** Another gateway drives them now; their split stays as it is. */
  List<Journaled> leave() {
    List<Journaled> left = List.copyOf(running.values());
    running.clear();
    left.forEach(rollout -> meters.remove(rollout.id()));
    return left;
  }

  private @Nullable Stable stable(Journaled.Move move) {
    if (move.change().isEmpty()) {
      return null;
    }
    Change change = move.change().get();
    RolloutPlan plan = move.next().rollout().plan();
    if (change.after().phase() == Phase.PROMOTED) {
      return stables.word(plan.model(), plan.candidate());
    }
    // Where the promotion is not in force any more, there is nothing to take back.
    return change.before().phase() == Phase.PROMOTED
            && stables.of(plan.model()).equals(plan.candidate())
        ? stables.word(plan.model(), plan.stable())
        : null;
  }
}
