package dev.serin.gateway.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.plan.Traffic.Rates;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class PlannerTest {
  private static final String STEPS =
      """
      model: fashion
      candidate: "2"
      shadow: 20%
      steps: [{weight: 1%, for: 10m, samples: 5}, {weight: 10%, for: 10m}, {weight: 50%, for: 20m, deadline: DEADLINE}]
      guards:
      """;

  @Test
  void judge_documentedRamp_smallStepsFindOnlyDisasters() {
    JsonObject judged =
        judge("  errors: {worse_than: 1.1x, required: false}\n", "80m", new Rates(20, 0.002, 0));
    assertThat(judged.getBoolean("decidable")).isTrue();
    double first = ratio(judged, 0);
    double last = ratio(judged, 2);
    // 10x of 0.2% shows itself at about minute 12 of this ramp, 2x of 0.5% not before minute 39.
    assertThat(first).isGreaterThanOrEqualTo(10);
    assertThat(last).isBetween(2.0, 5.0);
    assertThat(judged.getJsonArray("steps").getJsonObject(0).getLong("canary_requests"))
        .isEqualTo(120);
  }

  @Test
  void judge_tooLittleTimeToProve_saysHowLongItTakes() {
    String errors = "  errors: {worse_than: 1.1x}\n";
    JsonObject judged = judge(errors, "20m", new Rates(2, 0.005, 0));
    assertThat(judged.getBoolean("decidable")).isFalse();
    JsonObject proof = judged.getJsonObject("proof").getJsonObject("errors");
    assertThat(proof.getBoolean("enough")).isFalse();
    long seconds = proof.getLong("seconds");
    assertThat(judged.getJsonArray("advice").getString(0))
        .startsWith("Proving 'errors' no worse than 2x takes about")
        .contains("step 3, whose deadline is 20 min");
    long minutes = seconds / 60 + 1;
    assertThat(judge(errors, minutes + "m", new Rates(2, 0.005, 0)).getBoolean("decidable"))
        .isTrue();
  }

  @Test
  void judge_noErrorsAtAll_fewErrorsAreProofEnough() {
    JsonObject judged = judge("  errors: {worse_than: 1.1x}\n", "80m", new Rates(20, 0, 0));
    assertThat(judged.getJsonObject("proof").getJsonObject("errors").getBoolean("enough")).isTrue();
    assertThat(judged.getBoolean("decidable")).isTrue();
  }

  @Test
  void judge_requiredButNothingComesIn_saysWhatToDo() {
    JsonObject judged =
        judge("  accuracy: {worse_than: 0, required: true}\n", "80m", new Rates(20, 0.005, 0));
    assertThat(judged.getBoolean("decidable")).isFalse();
    assertThat(judged.getJsonArray("advice").getString(0)).contains("send labels to /v1/feedback");
    assertThat(judged.getJsonObject("proof").getJsonObject("accuracy").getValue("seconds"))
        .isNull();
  }

  @Test
  void judge_noTraffic_oneSentence() {
    JsonObject judged = judge("  latency: {worse_than: 3%}\n", "80m", new Rates(0, 0, 0));
    assertThat(judged.getBoolean("decidable")).isFalse();
    assertThat(judged.getJsonArray("advice")).hasSize(1);
    assertThat(judged.getJsonArray("advice").getString(0)).startsWith("Nobody asked 'fashion'");
  }

  private static double ratio(JsonObject judged, int step) {
    Number ratio =
        judged
            .getJsonArray("steps")
            .getJsonObject(step)
            .getJsonObject("detects")
            .getJsonObject("errors")
            .getNumber("ratio");
    return ratio == null ? Double.POSITIVE_INFINITY : ratio.doubleValue();
  }

  private static JsonObject judge(String guards, String deadline, Rates rates) {
    RolloutPlan plan =
        PlanReader.read(STEPS.replace("DEADLINE", deadline) + guards, model -> "1", model -> 10);
    return Planner.judge(plan, rates);
  }
}
