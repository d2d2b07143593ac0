package dev.serin.gateway.rollout.decision;

import dev.serin.gateway.rollout.evidence.Evidence;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.evidence.Tally;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * One rollout: plan, state and evidence. Immutable, so that whoever drives it can write a move down
 * before it counts. The controller, the simulator and the replay all drive this class.
 */
public final class Rollout {
  private final RolloutPlan plan;
  private final RolloutState state;
  private final Evidence evidence;
  private final Decider decider;

  /**
   * What came of a look or of a command.
   *
   * @param next the rollout from now on
   * @param change what changed; empty where only evidence was added
   */
  public record Move(Rollout next, Optional<Change> change) {}

  private Rollout(RolloutPlan plan, RolloutState state, Evidence evidence) {
    this.plan = plan;
    this.state = state;
    this.evidence = evidence;
    this.decider = new Decider(plan);
  }

  /** A rollout at the beginning of its first step. */
  public static Rollout start(RolloutPlan plan, Instant now) {
    return new Rollout(plan, RolloutState.start(now), Evidence.none(plan.guards()));
  }

  public RolloutPlan plan() {
    return plan;
  }

  public RolloutState state() {
    return state;
  }

  public Evidence evidence() {
    return evidence;
  }

  /** Share of the candidate in units of 1/10,000. */
  public int weight() {
    return state.weight(plan);
  }

  /**
   * One look: adds what was seen since the last one, and decides.
   *
   * @param candidateReady whether the candidate can answer at all
   */
  public Move look(Tally seen, boolean candidateReady, Instant now) {
    if (state.phase().isFinal()) {
      return new Move(this, Optional.empty());
    }
    Evidence more = seen.isEmpty() ? evidence : evidence.plus(seen);
    Findings findings = new Findings(more.readings(), more.canaryRequests(), candidateReady);
    Decision decision = decider.decide(state, findings, now);
    return move(more, after(decision, more, now), Change.CONTROLLER, now);
  }

  /**
   * A person's word.
   *
   * @throws IllegalCommandException where it makes no sense in this phase
   */
  public Move command(Command command, String actor, Instant now) {
    return move(evidence, after(command, actor, now), actor, now);
  }

  private Move move(Evidence more, RolloutState after, String actor, Instant now) {
    Rollout next = new Rollout(plan, after, more);
    return new Move(
        next,
        after.equals(state)
            ? Optional.empty()
            : Optional.of(new Change(now, actor, state, after, more)));
  }

  private RolloutState after(Decision decision, Evidence more, Instant now) {
    return switch (decision.action()) {
      // A hold that ended is a change; a step that goes on is none.
      case CONTINUE ->
          state.phase() == Phase.HOLDING ? state.in(Phase.PROGRESSING, decision.reason()) : state;
      case HOLD -> state.in(Phase.HOLDING, decision.reason());
      case ADVANCE -> state.nextStep(now, more.canaryRequests(), decision.reason());
      case PROMOTE -> state.in(Phase.PROMOTED, decision.reason());
      case ABORT -> state.in(Phase.ABORTED, decision.reason());
    };
  }

  private RolloutState after(Command command, String actor, Instant now) {
    String why = command + " by " + actor;
    return switch (command) {
      // Wins over a promotion, and says the same when it is said again.
      case ABORT -> state.phase() == Phase.ABORTED ? state : state.in(Phase.ABORTED, why);
      case PROMOTE -> running(command).in(Phase.PROMOTED, why);
      case PAUSE -> running(command).phase() == Phase.PAUSED ? state : state.paused(now, why);
      case RESUME ->
          running(command).phase() == Phase.PROGRESSING
              ? state
              : state.resumed(now, accepted(), why);
    };
  }

  private RolloutState running(Command command) {
    if (state.phase().isFinal()) {
      throw new IllegalCommandException(
          "the rollout is " + state.phase() + ": " + command + " makes no sense any more");
    }
    return state;
  }

  private Set<Signal> accepted() {
    return state.phase() == Phase.HOLDING
        ? decider.harmed(new Findings(evidence.readings(), evidence.canaryRequests(), true))
        : Set.of();
  }
}
