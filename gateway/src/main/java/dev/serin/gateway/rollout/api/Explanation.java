package dev.serin.gateway.rollout.api;

import dev.serin.gateway.rollout.Observed.Disagreement;
import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.Rollout;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.RolloutState;
import dev.serin.gateway.rollout.decision.Step;
import dev.serin.gateway.rollout.evidence.Estimate;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Reading;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.plan.Words;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Why a rollout is where it is, in sentences that need no knowledge of statistics. */
final class Explanation {
  private static final double MANY = 1e12;

  /** From here on an e-value is worth a sentence: below, chance alone does as much all the time. */
  private static final double WEAK = StrictMath.log(2);

  private final Journaled journaled;
  private final Rollout rollout;
  private final RolloutPlan plan;
  private final Instant now;
  private final List<String> text = new ArrayList<>();

  private Explanation(Journaled journaled, Instant now) {
    this.journaled = journaled;
    this.rollout = journaled.rollout();
    this.plan = rollout.plan();
    this.now = now;
  }

  /**
   * The sentences, and the images on which the versions disagreed most.
   *
   * @param storage how the journal is
   */
  static JsonObject of(Journaled journaled, Instant now, String storage) {
    Explanation explanation = new Explanation(journaled, now);
    explanation.state();
    if (!storage.equals("ok")) {
      explanation.text.add(
          "The journal cannot be written at the moment: the weight stays until it can.");
    }
    explanation.labels();
    for (Signal signal : Signal.values()) {
      if (explanation.plan.guards().containsKey(signal)) {
        explanation.guard(signal);
      }
    }
    LeftOutWords.all(explanation.rollout.evidence().seen()).ifPresent(explanation.text::add);
    explanation.missing();
    JsonArray images = new JsonArray();
    journaled.strongest().forEach(one -> images.add(disagreement(one)));
    return new JsonObject()
        .put("text", new JsonArray(explanation.text))
        .put("disagreements", images);
  }

  private void state() {
    RolloutState state = rollout.state();
    String what = "Version %s of %s ".formatted(plan.candidate(), plan.model());
    String because = ": " + state.reason() + ".";
    text.add(
        switch (state.phase()) {
          case PROMOTED -> what + "was promoted and is the stable version" + because;
          case ABORTED -> what + "was aborted and gets no traffic" + because;
          case PAUSED -> what + "is paused" + step(state) + because;
          case HOLDING -> what + "is held" + step(state) + because;
          case PROGRESSING -> what + "is being rolled out" + step(state) + because;
        });
  }

  /** Since when accuracy is required, or what would make it so. */
  private void labels() {
    RolloutState state = rollout.state();
    Instant at = state.labelledAt();
    if (at != null) {
      text.add("Accuracy became required with the first label at " + at + ".");
    } else if (rollout.awaitsLabels() && !state.phase().isFinal()) {
      text.add(
          "No label has come that counts: with the first one, accuracy must be proven before the candidate is promoted.");
    }
  }

  private String step(RolloutState state) {
    return " in step %d of %d at %s of the traffic"
        .formatted(state.step() + 1, plan.steps().size(), Words.share(rollout.weight() / 1e4));
  }

  private void guard(Signal signal) {
    Reading reading = rollout.evidence().readings().getOrDefault(signal, Reading.NONE);
    if (reading.samples() == 0) {
      text.add(SignalWords.title(signal) + ": nothing to compare yet." + starved(signal, 0));
      return;
    }
    text.add(
        SignalWords.title(signal)
            + ": "
            + SignalWords.seen(signal, rollout.evidence(), reading.samples())
            + strength(signal, reading)
            + proof(signal, reading));
  }

  private String strength(Signal signal, Reading reading) {
    Guard guard = rollout.evidence().guards().get(signal);
    if (guard == null || reading.harm() < WEAK) {
      return " That is no sign of harm.";
    }
    double e = StrictMath.exp(Math.min(reading.harm(), StrictMath.log(MANY)));
    return " %s, counts as uneven as these would be seen at most once in %s rollouts, however often one looks; the bar is 1 in %s.%s"
        .formatted(
            SignalWords.harmless(signal, guard),
            e >= MANY ? "a million million" : Words.count(significant(e)),
            Words.count(Math.round(1 / guard.alpha())),
            reading.harm() >= guard.harmBar() ? " That is taken for harm." : "");
  }

  private String proof(Signal signal, Reading reading) {
    Guard guard = rollout.evidence().guards().get(signal);
    if (guard == null || signal == Signal.SPLIT || signal == Signal.CLASSES) {
      return "";
    }
    return reading.proof() >= guard.proofBar()
        ? " That it is no worse than %s is proven.".formatted(Words.measure(signal, guard.proof()))
        : "";
  }

  /** What keeps a running rollout from its next step. */
  private void missing() {
    RolloutState state = rollout.state();
    if (state.phase().isFinal()) {
      return;
    }
    Step step = plan.steps().get(state.step());
    Duration left = step.duration().minus(state.elapsed(now));
    if (state.phase() == Phase.PAUSED) {
      text.add("Its clock stands still until somebody says resume; harm still aborts it.");
    } else if (!left.isNegative() && !left.isZero()) {
      text.add("This step lasts for at least %s more.".formatted(Words.time(left)));
    }
    long seen = rollout.evidence().canaryRequests() - state.requestsBefore();
    if (seen < step.samples()) {
      text.add(
          "This step needs %s more requests of the candidate."
              .formatted(Words.count(step.samples() - seen)));
    }
    if (step.proof()) {
      plan.guards()
          .forEach(
              (signal, guard) -> {
                if (guard.required().holds(state.labelled())) {
                  unproven(signal, guard);
                }
              });
    }
  }

  private void unproven(Signal signal, Guard guard) {
    Reading reading = rollout.evidence().readings().getOrDefault(signal, Reading.NONE);
    if (reading.proof() >= guard.proofBar()) {
      return;
    }
    Estimate estimate = rollout.evidence().estimate(signal);
    String open =
        "It has to be proven that %s is no worse than %s, which is still open"
            .formatted(signal, Words.measure(signal, guard.proof()));
    text.add(open + more(reading, estimate.toProof()) + "." + starved(signal, reading.samples()));
  }

  private String starved(Signal signal, long samples) {
    return LeftOutWords.starved(signal, rollout.evidence().seen(), samples);
  }

  private String more(Reading reading, OptionalLong samples) {
    if (samples.isEmpty()) {
      return ": as things go, it will not be";
    }
    double elapsed = Duration.between(journaled.started(), now).toMillis() / 1e3;
    double seconds = samples.getAsLong() * elapsed / Math.max(1, reading.samples());
    return ": about %s more samples, or %s as fast as they came so far"
        .formatted(Words.count(samples.getAsLong()), Words.time(seconds));
  }

  /** Two significant digits: more would claim to know more than there is to know. */
  private static long significant(double number) {
    double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(number)) - 1));
    return (long) (Math.floor(number / unit) * unit);
  }

  private static JsonObject disagreement(Disagreement one) {
    return new JsonObject()
        .put("image", "/cdn/images/" + one.image())
        .put("stable", answer(one.stableLabel(), one.stableProbability()))
        .put("candidate", answer(one.candidateLabel(), one.candidateProbability()));
  }

  private static JsonObject answer(String label, double probability) {
    return new JsonObject().put("label", label).put("probability", probability);
  }
}
