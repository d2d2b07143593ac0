package dev.serin.gateway.rollout.decision;

import static dev.serin.gateway.rollout.decision.Decision.Action.ABORT;
import static dev.serin.gateway.rollout.decision.Decision.Action.ADVANCE;
import static dev.serin.gateway.rollout.decision.Decision.Action.CONTINUE;
import static dev.serin.gateway.rollout.decision.Decision.Action.HOLD;
import static dev.serin.gateway.rollout.decision.Decision.Action.PROMOTE;

import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Reading;
import dev.serin.gateway.rollout.evidence.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Decides at one look. The order is the meaning: harm first, then holds, then the step's time, then
 * its gate. What a person decided is not asked here ({@link Command}).
 */
final class Decider {
  /** Whose harm labels can overrule: other answers are no harm where they are the better ones. */
  private static final Set<Signal> OVERRULED_BY_LABELS =
      EnumSet.of(Signal.AGREEMENT, Signal.CONFIDENCE);

  private final RolloutPlan plan;

  Decider(RolloutPlan plan) {
    this.plan = plan;
  }

  /** What to do in {@code state}, which must not be final. */
  Decision decide(RolloutState state, Findings findings, Instant now) {
    if (!findings.candidateReady()) {
      return new Decision(ABORT, "version " + plan.candidate() + " cannot answer any more");
    }
    Set<Signal> harmed = harmed(findings);
    Optional<Signal> fatal = first(harmed, signal -> reaction(signal) == Guard.Reaction.ABORT);
    if (fatal.isPresent()) {
      return new Decision(ABORT, fatal.get() + " shows harm");
    }
    if (state.phase() == Phase.PAUSED) {
      return new Decision(CONTINUE, state.reason());
    }
    Optional<Signal> suspect = first(harmed, signal -> holds(signal, state, findings));
    return suspect
        .map(signal -> new Decision(HOLD, signal + " shows harm and is to hold the rollout"))
        .orElseGet(() -> gate(state, findings, now));
  }

  /** Signals whose harm is found. */
  Set<Signal> harmed(Findings findings) {
    return signals(
        (signal, guard) ->
            findings.readings().getOrDefault(signal, Reading.NONE).harm() >= guard.harmBar());
  }

  private Decision gate(RolloutState state, Findings findings, Instant now) {
    Step step = plan.steps().get(state.step());
    if (state.elapsed(now).compareTo(step.duration()) < 0) {
      return new Decision(CONTINUE, "step " + (state.step() + 1) + " is under way");
    }
    String missing = missing(state, step, findings);
    if (missing.isEmpty()) {
      return onward(state, step.proof() ? "no harm, as was to be proven" : "no harm was found");
    }
    if (state.elapsed(now).compareTo(step.deadline()) < 0) {
      return new Decision(HOLD, missing);
    }
    return switch (plan.onInconclusive()) {
      case HOLD -> new Decision(HOLD, missing);
      case ADVANCE -> onward(state, "the deadline passed without proof, and the plan says advance");
      case ABORT -> new Decision(ABORT, "the deadline passed, and the plan says abort: " + missing);
    };
  }

  private Decision onward(RolloutState state, String reason) {
    boolean last = state.step() == plan.steps().size() - 1;
    return new Decision(last ? PROMOTE : ADVANCE, reason);
  }

  /** What keeps the rollout in this step although its time is over; empty where nothing does. */
  private String missing(RolloutState state, Step step, Findings findings) {
    if (findings.canaryRequests() - state.requestsBefore() < step.samples()) {
      return "fewer than " + step.samples() + " canary requests in this step";
    }
    if (!step.proof()) {
      return "";
    }
    Set<Signal> open = unproven(state, findings);
    return open.isEmpty()
        ? ""
        : "not proven harmless yet: "
            + open.stream().map(Signal::toString).collect(Collectors.joining(", "));
  }

  private Set<Signal> unproven(RolloutState state, Findings findings) {
    return signals(
        (signal, guard) -> guard.required().holds(state.labelled()) && !isProven(signal, findings));
  }

  /** What speaks against a promotion now, one sentence each; empty where nothing does. */
  List<String> objections(RolloutState state, Findings findings) {
    List<String> all = new ArrayList<>();
    for (Signal signal : harmed(findings)) {
      if (reaction(signal) == Guard.Reaction.ABORT || holds(signal, state, findings)) {
        all.add(signal + " shows harm");
      }
    }
    unproven(state, findings).forEach(signal -> all.add(signal + " is not proven harmless"));
    return all;
  }

  private boolean holds(Signal signal, RolloutState state, Findings findings) {
    if (state.acknowledged().contains(signal)) {
      return false;
    }
    return !(OVERRULED_BY_LABELS.contains(signal) && isProven(Signal.ACCURACY, findings));
  }

  private boolean isProven(Signal signal, Findings findings) {
    Guard guard = plan.guards().get(signal);
    return guard != null
        && findings.readings().getOrDefault(signal, Reading.NONE).proof() >= guard.proofBar();
  }

  private Guard.Reaction reaction(Signal signal) {
    Guard guard = plan.guards().get(signal);
    return guard == null ? Guard.Reaction.HOLD : guard.then();
  }

  private Set<Signal> signals(BiPredicate<Signal, Guard> test) {
    Set<Signal> found = EnumSet.noneOf(Signal.class);
    plan.guards()
        .forEach(
            (signal, guard) -> {
              if (test.test(signal, guard)) {
                found.add(signal);
              }
            });
    return found;
  }

  private static Optional<Signal> first(Set<Signal> signals, Predicate<Signal> condition) {
    return signals.stream().filter(condition).findFirst();
  }
}
