package dev.serin.gateway.rollout.decision;

import dev.serin.gateway.rollout.evidence.Evidence;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.evidence.Tally;
import java.time.Instant;
import java.util.List;
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

  /** As {@link #look(Tally, boolean, boolean, Instant)}, where no label waits. */
  public Move look(Tally seen, boolean candidateReady, Instant now) {
    return look(seen, candidateReady, false, now);
  }

  /**
   * One look: adds what was seen since the last one, and decides.
   *
   * @param candidateReady whether the candidate can answer at all
   * @param labelsWait whether a label has come that counts and is in no tally yet
   */
  public Move look(Tally seen, boolean candidateReady, boolean labelsWait, Instant now) {
    if (state.phase().isFinal()) {
      return new Move(this, Optional.empty());
    }
    Evidence more = seen.isEmpty() ? evidence : evidence.plus(seen);
    RolloutState known =
        awaitsLabels() && (labelsWait || !more.seen().labels().isEmpty())
            ? state.labelled(now)
            : state;
    Findings findings = new Findings(more.readings(), more.canaryRequests(), candidateReady);
    Decision decision = decider.decide(known, findings, now);
    return move(more, after(known, decision, more, now), Change.CONTROLLER, now);
  }

  /** Whether the first label would make a guard a required one. */
  public boolean awaitsLabels() {
    return plan.heedsLabels() && !state.labelled();
  }

  /**
   * A person's word.
   *
   * @throws IllegalCommandException where it makes no sense in this phase
   * @throws UnprovenException where it promotes without proof, and does not say that it means to
   */
  public Move order(Order order, Instant now) {
    if (order.command() != Command.PROMOTE) {
      return command(order.command(), order.actor(), now);
    }
    running(Command.PROMOTE);
    List<String> objections = objections();
    if (!order.isForced() && !objections.isEmpty()) {
      throw new UnprovenException(objections);
    }
    return order.isForced()
        ? move(evidence, state.in(Phase.PROMOTED, forced(order, objections)), order.actor(), now)
        : command(Command.PROMOTE, order.actor(), now);
  }

  /**
   * The same without asking whether anything is proven, as the entries of a journal have it: those
   * of former releases promoted without that.
   *
   * @throws IllegalCommandException where it makes no sense in this phase
   */
  public Move command(Command command, String actor, Instant now) {
    return move(evidence, after(command, actor, now), actor, now);
  }

  /** What speaks against a promotion now, one sentence each; empty where nothing does. */
  public List<String> objections() {
    return decider.objections(
        state, new Findings(evidence.readings(), evidence.canaryRequests(), true));
  }

  private static String forced(Order order, List<String> objections) {
    String in = objections.isEmpty() ? "" : " although " + String.join(", ", objections);
    return Command.PROMOTE + " by " + order.actor() + ", forced" + in + ": " + order.force();
  }

  /**
   * Goes on from the state that it was left in, with the clock stopped, where the journal tells
   * another story: weights stay as they were, harm still aborts, and only a person lets it go on.
   *
   * @param left the state that was acted on last; not a final one
   * @param why what is wrong, for whoever has to decide
   */
  public Move suspend(RolloutState left, String why, Instant now) {
    RolloutState after =
        left.pausedAt() == null ? left.paused(now, why) : left.in(Phase.PAUSED, why);
    return new Move(
        new Rollout(plan, after, evidence),
        Optional.of(new Change(now, Change.CONTROLLER, left, after, evidence)));
  }

  private Move move(Evidence more, RolloutState after, String actor, Instant now) {
    Rollout next = new Rollout(plan, after, more);
    return new Move(
        next,
        after.equals(state)
            ? Optional.empty()
            : Optional.of(new Change(now, actor, state, after, more)));
  }

  private RolloutState after(RolloutState known, Decision decision, Evidence more, Instant now) {
    return switch (decision.action()) {
      case CONTINUE -> goingOn(known, decision);
      case HOLD -> known.in(Phase.HOLDING, decision.reason());
      case ADVANCE -> known.nextStep(now, more.canaryRequests(), decision.reason());
      case PROMOTE -> known.in(Phase.PROMOTED, decision.reason());
      case ABORT -> known.in(Phase.ABORTED, decision.reason());
    };
  }

  /** A hold that ended is a change, and so is the first label; a step that goes on is none. */
  private RolloutState goingOn(RolloutState known, Decision decision) {
    return switch (known.phase()) {
      case HOLDING -> known.in(Phase.PROGRESSING, decision.reason());
      case PROGRESSING ->
          known.equals(state)
              ? state
              : known.in(Phase.PROGRESSING, "the first label came: accuracy must be proven now");
      default -> known;
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
