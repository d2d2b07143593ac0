package dev.serin.gateway.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serin.gateway.rollout.decision.OnInconclusive;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.Step;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Guard.Reaction;
import dev.serin.gateway.rollout.evidence.Guard.Required;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.journal.PlanJson;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanReaderTest {
  private static final String FULL =
      """
      model: fashion
      candidate: "2"
      shadow: 20%
      steps:
        - {weight: 1%, for: 10m, samples: 5, deadline: 30m}
        - {weight: 50%, for: 20m, proof: true}
        - {weight: 99.99%, for: 2s}
      guards:
        errors:     {worse_than: 1.1x, alpha: 0.02, no_worse_than: 3x, beta: 0.1, required: false, then: hold}
        latency:    {worse_than: 3%}
        agreement:  {disagree_at_most: 8%, alpha: 1%}
        accuracy:   {worse_than: 0}
        confidence: {shift_at_most: 0.01}
        classes:    {worse_than: 0}
      on_inconclusive: abort
      """;

  @Test
  void read_everyKey_everyFieldAndDefault() {
    RolloutPlan plan = read(FULL);
    assertThat(plan.model()).isEqualTo("fashion");
    assertThat(plan.candidate()).isEqualTo("2");
    assertThat(plan.stable()).isEqualTo("1");
    assertThat(plan.shadow()).isEqualTo(2000);
    assertThat(plan.steps())
        .containsExactly(
            new Step(100, Duration.ofMinutes(10), 5, false, Duration.ofMinutes(30)),
            new Step(5000, Duration.ofMinutes(20), 50, true, Duration.ofMinutes(80)),
            new Step(9999, Duration.ofSeconds(2), 50, false, Duration.ofSeconds(8)));
    assertThat(plan.onInconclusive()).isEqualTo(OnInconclusive.ABORT);
    assertThat(plan.guards())
        .containsOnlyKeys(Signal.values())
        .containsEntry(Signal.SPLIT, new Guard(0, 0, 0.001, 0.05, false, Reaction.ABORT))
        .containsEntry(Signal.ERRORS, new Guard(1.1, 3, 0.02, 0.1, false, Reaction.HOLD))
        .containsEntry(Signal.LATENCY, new Guard(0.03, 0.1, 0.01, 0.05, true, Reaction.ABORT))
        .containsEntry(Signal.AGREEMENT, new Guard(0.08, 0.12, 0.01, 0.05, false, Reaction.HOLD))
        .containsEntry(
            Signal.ACCURACY,
            new Guard(0, 0.01, 0.01, 0.05, false, Reaction.ABORT).required(Required.ONCE_LABELLED))
        .containsEntry(Signal.CONFIDENCE, new Guard(0.01, 0.02, 0.01, 0.05, false, Reaction.HOLD))
        .containsEntry(
            Signal.CLASSES, new Guard(0, 0, 0.01, 0.05, false, Reaction.HOLD).withLabels(10));
  }

  @Test
  void read_noStepWithProof_theLastHasIt() {
    RolloutPlan plan = read(FULL.replace(", proof: true", ""));
    assertThat(plan.steps()).extracting(Step::proof).containsExactly(false, false, true);
  }

  @ParameterizedTest
  @CsvSource({"true, ALWAYS", "false, NEVER", "labelled, ONCE_LABELLED"})
  void read_requiredOfAccuracy_saysWhenAndIsKept(String written, Required when) {
    RolloutPlan plan =
        read(
            FULL.replace(
                "accuracy:   {worse_than: 0", "accuracy: {worse_than: 0, required: " + written));
    assertThat(plan.guards())
        .hasEntrySatisfying(Signal.ACCURACY, guard -> assertThat(guard.required()).isEqualTo(when));
    assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
  }

  @Test
  void read_fewErrorsThatNoRolloutCanProve_refusedWithTheBound() {
    String plan =
        FULL.replace(", no_worse_than: 3x, beta: 0.1, required: false", ", no_more_than: 0.05%");
    assertThatThrownBy(() -> read(plan))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("line 9: 'guards.errors.no_more_than' is 0.05%, which can never")
        .hasMessageContaining("at most 8,192 apart")
        .hasMessageContaining("The least that can be proven there is 0.06%");
    assertThat(read(plan.replace("0.05%", "0.06%")).guards()).isNotEmpty();
    assertThat(read(plan.replace("0.05%", "0.05%, required: false")).guards()).isNotEmpty();
  }

  @Test
  void read_json_theSamePlan() {
    String json =
        """
        {"model": "fashion", "candidate": "2", "shadow": 0.2,
        \t"steps": [{"weight": "1%", "for": "10m"}],
        \t"guards": {"errors": {"worse_than": 1.1, "alpha": 0.01}, "agreement": {"disagree_at_most": 0.08}}}
        """;
    String yaml =
        """
        model: fashion
        candidate: 2
        shadow: 20%
        steps: [{weight: 0.01, for: 10m}]
        guards: {errors: {worse_than: 1.1x}, agreement: {disagree_at_most: 8%}}
        """;
    assertThat(read(json)).isEqualTo(read(yaml));
  }

  @Test
  void planJson_writtenAndRead_theSamePlanAndBytes() {
    RolloutPlan plan = read(FULL);
    String json = PlanJson.write(plan).encode();
    assertThat(PlanJson.read(new JsonObject(json))).isEqualTo(plan);
    assertThat(PlanJson.write(PlanJson.read(new JsonObject(json))).encode()).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model: fashion | modle: fashion | line 1: 'modle' is no key of a plan; did you mean 'model'?",
        "{weight: 1%, | {weihgt: 1%, | line 5: 'steps[1].weihgt' is no key of a plan; did you mean 'weight'?",
        "  errors:  | erors: {}\\n  errors: | line 9: 'guards.erors' is no key of a plan; did you mean 'errors'?",
        "alpha: 0.02 | alfa: 0.02 | line 9: 'guards.errors.alfa' is no key of a plan; did you mean 'alpha'?",
        "model: fashion | model: dogs | line 1: 'model' is 'dogs', which has no stable version",
        "model: fashion | on_inconclusive: hold | line 15: 'on_inconclusive' is there twice",
        "candidate: \"2\" | candidate: 1 | line 2: 'candidate' is '1', which is the stable version already",
        "candidate: \"2\" | # | 'candidate' is missing",
        "candidate: \"2\" | candidate: | line 2: 'candidate' is '': it must be some text",
        "shadow: 20% | shadow: 101% | line 3: 'shadow' is '101%': it must be a share like 20%",
        "shadow: 20% | # | 'shadow' is 0: without it the guard 'agreement' has no pairs",
        "weight: 1% | weight: 0% | line 5: 'steps[1].weight' is '0%': it must be a share like 5%",
        "weight: 1% | weight: 5 | line 5: 'steps[1].weight' is '5': it must be a share like 5%",
        "weight: 1% | weight: 0.001% | line 5: 'steps[1].weight' is '0.001%'",
        "weight: 1% | weight: 50% | line 6: 'steps[2].weight' must be more than that of the step before",
        "for: 10m | for: 10 | line 5: 'steps[1].for' is '10': it must be a time like 10m, from 1s to 30d",
        "for: 10m | for: 999ms | line 5: 'steps[1].for' is '999ms'",
        "deadline: 30m | deadline: 9m | line 5: 'steps[1].deadline' is '9m': it must be a time like 40m, from 'for' (600s)",
        "samples: 5 | samples: -1 | line 5: 'steps[1].samples' is '-1': it must be a whole number",
        "proof: true | proof: maybe | line 6: 'steps[2].proof' is 'maybe': it must be true or false",
        "worse_than: 1.1x | worse_than: 0.9x | line 9: 'guards.errors.worse_than' is '0.9x': it must be a ratio like 1.1x, from 1x to 10x",
        "worse_than: 1.1x | worse_than: 10% | line 9: 'guards.errors.worse_than' is '10%'",
        "worse_than: 1.1x, | # | line 9: 'guards.errors.worse_than' is missing",
        "classes:    {worse_than: 0 | classes:    {worse_than: 0, required: true | line 14: 'guards.classes.required' is no key",
        "no_worse_than: 3x | no_more_than: 0 | line 9: 'guards.errors.no_more_than' is '0'",
        "no_worse_than: 3x | no_worse_than: 1.1x | line 9: 'guards.errors.no_worse_than' is 1.1x: it must be more than worse_than, which is 1.1x",
        "alpha: 0.02 | alpha: 0 | line 9: 'guards.errors.alpha' is '0': it must be a chance of more than 0 and at most 0.2",
        "alpha: 0.02 | alpha: 0.3 | line 9: 'guards.errors.alpha' is '0.3'",
        "alpha: 0.02 | alpha: 0.15 | line 9: 'guards' have alphas of together 0.201",
        "beta: 0.1 | beta: 0.6 | line 9: 'guards.errors.beta' is '0.6'",
        "then: hold | then: panic | line 9: 'guards.errors.then' is 'panic': it must be abort or hold",
        "on_inconclusive: abort | on_inconclusive: wait | 'on_inconclusive' is 'wait': it must be hold, advance or abort",
        "guards: | steps: | 'steps' is there twice",
        "model: fashion | 'model: [' | this is no YAML"
      })
  void read_badPlan_namesLineKeyAndWhatIsAllowed(String good, String bad, String message) {
    String changed = bad.equals("#") ? "" : bad.replace("\\n", "\n");
    String text = FULL.replaceFirst(Pattern.quote(good), changed);
    assertThat(text).isNotEqualTo(FULL);
    assertThat(refusal(text)).contains(message);
  }

  @Test
  void read_noPlanAtAll_saysSo() {
    assertThat(refusal("")).contains("empty");
    assertThat(refusal("[]")).contains("must be a section");
    assertThat(refusal("steps: [a: 1]\nsteps: 2")).contains("twice");
    assertThat(refusal(FULL + "#".repeat(70_000))).contains("65536 characters");
    assertThat(refusal("[".repeat(50) + "]".repeat(50))).contains("YAML");
    assertThat(refusal(FULL.substring(0, FULL.indexOf("  errors:")) + "  {}\n")).contains("empty");
    assertThat(refusal("steps: []")).contains("'model' is missing");
  }

  @Test
  void read_moreThanTwentySteps_refused() {
    StringBuilder steps = new StringBuilder("steps:\n");
    for (int i = 1; i <= 21; i++) {
      steps.append("  - {weight: ").append(i).append("%, for: 1s}\n");
    }
    String text = FULL.replaceFirst("(?s)steps:.*guards:", steps + "guards:");
    assertThat(refusal(text)).contains("'steps' has 21 steps: 1 to 20 can be");
  }

  private static RolloutPlan read(String text) {
    return PlanReader.read(text, model -> model.equals("fashion") ? "1" : "", model -> 10);
  }

  private static String refusal(String text) {
    return String.valueOf(catchThrowableOfType(PlanException.class, () -> read(text)).getMessage());
  }
}
