package dev.serin.gateway.rollout.control;

import static dev.serin.gateway.error.ProblemCode.BAD_PLAN;
import static dev.serin.gateway.error.ProblemCode.ILLEGAL_COMMAND;
import static dev.serin.gateway.error.ProblemCode.ROLLOUT_RUNNING;
import static dev.serin.gateway.error.ProblemCode.UNPROVEN;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.decision.Command;
import dev.serin.gateway.rollout.decision.IllegalCommandException;
import dev.serin.gateway.rollout.decision.Order;
import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.UnprovenException;
import dev.serin.gateway.rollout.journal.Journaled;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what people say, one thing at a time, where the rollouts are driven. */
final class Commands {
  private static final Logger log = LoggerFactory.getLogger(Commands.class);

  private final Journal journal;
  private final StableVersions stables;
  private final Acts acts;
  private final Keeper keeper;
  private final Looks looks;
  private final Restart restart;
  private final UnpairedLabels labels;
  private final Loop loop;
  private final Supplier<Instant> clock;

  Commands(
      Journal journal,
      StableVersions stables,
      Acts acts,
      Keeper keeper,
      Looks looks,
      Restart restart,
      UnpairedLabels labels,
      Loop loop,
      Supplier<Instant> clock) {
    this.journal = journal;
    this.stables = stables;
    this.acts = acts;
    this.keeper = keeper;
    this.looks = looks;
    this.restart = restart;
    this.labels = labels;
    this.loop = loop;
    this.clock = clock;
  }

  /** Begins the rollout {@code id}; the one that runs, where it was begun before. */
  Future<Journaled> begin(String id, RolloutPlan plan, String actor) {
    Journaled begun = acts.running().get(id);
    if (begun != null) {
      return Future.succeededFuture(begun);
    }
    if (!stables.of(plan.model()).equals(plan.stable())) {
      throw new Problem(BAD_PLAN, "the stable version changed: try again", true).exception();
    }
    if (!looks.isReady(plan)) {
      String what = "version '" + plan.candidate() + "' of '" + plan.model() + "' is not ready";
      throw new Problem(BAD_PLAN, "candidate: " + what).exception();
    }
    for (Journaled other : acts.running().values()) {
      if (other.rollout().plan().model().equals(plan.model())) {
        throw new Problem(ROLLOUT_RUNNING, other.id() + " runs: promote or abort it first")
            .exception();
      }
    }
    return keeper
        .begin(Journaled.start(id, plan, actor, clock.get()))
        .onSuccess(kept -> log.info("Rollout {} begins, by {}", id, actor))
        // It may be in the journal all the same, where only the answer got lost.
        .onFailure(lost -> restart.again());
  }

  /** On a rollout that runs or ran. */
  Future<Journaled> order(String id, Order order) {
    Journaled now = acts.running().get(id);
    return now != null
        ? orderUnlessLabelsWait(now, order)
        : journal
            .row(id)
            .compose(journal::known)
            .compose(ended -> journal.rows().compose(rows -> late(rows, ended, order)));
  }

  /** On a rollout that is known. */
  Future<Journaled> say(Journaled rollout, Order order) {
    Instant now = clock.get();
    return loop.here(loop.compute(() -> rollout.order(order, now)))
        .recover(cause -> Future.failedFuture(refusal(cause)))
        .compose(
            move ->
                move.map(
                        some ->
                            keeper
                                .keep(some, List.of(), Keeper.Outcome.NONE)
                                .onSuccess(kept -> count(kept, order)))
                    .orElseGet(() -> Future.succeededFuture(rollout)));
  }

  /** A promotion is not proven while labels wait to be paired. */
  private Future<Journaled> orderUnlessLabelsWait(Journaled rollout, Order order) {
    boolean careful = order.command() == Command.PROMOTE && order.force().isEmpty();
    return careful && rollout.rollout().awaitsLabels()
        ? labels
            .wait(rollout)
            .compose(
                wait ->
                    wait
                        ? Future.failedFuture(
                            unproven("labels came that both versions were not asked about yet"))
                        : say(rollout, order))
        : say(rollout, order);
  }

  private void count(Journaled rollout, Order order) {
    if (!order.force().isEmpty()) {
      acts.forced(rollout.rollout().plan().model());
    }
  }

  private static Throwable refusal(Throwable cause) {
    if (cause instanceof IllegalCommandException e) {
      return new Problem(ILLEGAL_COMMAND, String.valueOf(e.getMessage())).exception();
    }
    return cause instanceof UnprovenException e ? unproven(String.valueOf(e.getMessage())) : cause;
  }

  private static ProblemException unproven(String why) {
    return new Problem(UNPROVEN, why + ": wait for the proof, or promote with force and a reason")
        .exception();
  }

  /** A word on a rollout that is over. */
  private Future<Journaled> late(List<Row> rows, Journaled ended, Order order) {
    String model = ended.rollout().plan().model();
    boolean newest =
        rows.stream()
            .filter(row -> row.model().equals(model))
            .findFirst()
            .filter(row -> row.id().equals(ended.id()))
            .isPresent();
    if (ended.rollout().state().phase() == Phase.PROMOTED && !newest) {
      throw new Problem(ILLEGAL_COMMAND, "a newer rollout of '" + model + "' has taken its place")
          .exception();
    }
    return say(ended, order);
  }
}
