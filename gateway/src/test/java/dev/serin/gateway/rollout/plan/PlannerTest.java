package dev.serin.gateway.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.plan.Traffic.Rates;
import dev.serin.gateway.rollout.plan.Traffic.Units;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        .startsWith("Proving 'errors' no worse than 2x takes up to")
        .contains("step 3 in four of five rollouts, and its deadline is 20 min");
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
  void judge_labelsComeAndAccuracyIsRequired_worseOnesHardlyPass() {
    JsonObject judged =
        judge(
            "  accuracy: {worse_than: 0, no_worse_than: 2%}\n",
            "80m", new Rates(20, 0.005, 36_000));
    JsonObject chances = judged.getJsonObject("chances");
    assertThat(chances.getDouble("equal")).isGreaterThan(0.9);
    assertThat(passes(chances, 1)).isLessThanOrEqualTo(0.07);
    assertThat(passes(chances, 2)).isZero();
    assertThat(judged.getBoolean("decidable")).isTrue();
  }

  /** As the audit found it: nothing proves accuracy, so what is worse passes. */
  @Test
  void judge_accuracyNotRequiredAndFewLabels_worseOnesPass() {
    JsonObject judged =
        judge("  accuracy: {worse_than: 0, required: false}\n", "80m", new Rates(20, 0.005, 720));
    assertThat(passes(judged.getJsonObject("chances"), 0)).isGreaterThan(0.9);
    assertThat(judged.getJsonArray("warnings").getString(0)).contains("is not required");
  }

  @Test
  void judge_noAccuracyGuard_warns() {
    JsonObject judged = judge("  errors: {worse_than: 1.1x}\n", "80m", new Rates(20, 0.005, 720));
    assertThat(judged.getJsonArray("warnings").getString(0)).contains("no guard 'accuracy'");
    assertThat(passes(judged.getJsonObject("chances"), 2)).isGreaterThan(0.9);
  }

  @Test
  void judge_fiveUsers_notDecidableHoweverManyRequestsTheySend() {
    Units five = new Units(5, Duration.ofSeconds(150), 0);
    Rates rates = new Rates(50, 0.005, 36_000, five, Duration.ofMinutes(5), Duration.ofMinutes(5));
    JsonObject judged =
        judge(
            "  latency: {worse_than: 3%}\n  accuracy: {worse_than: 0, no_worse_than: 2%}\n",
            "80m", rates);
    assertThat(judged.getBoolean("decidable")).isFalse();
    assertThat(judged.getJsonArray("advice").encode())
        .contains("of too few users")
        .contains("Only about 5 different users came");
    assertThat(judged.getJsonObject("chances").getDouble("equal")).isZero();
  }

  @Test
  void judge_seenForSeconds_tooEarlyToSay() {
    Rates rates = new Rates(50, 0, 0, Units.fresh(50), Duration.ofSeconds(12), Duration.ofHours(1));
    JsonObject judged = judge("  latency: {worse_than: 3%}\n", "80m", rates);
    assertThat(judged.getBoolean("decidable")).isFalse();
    assertThat(judged.getJsonArray("advice").getString(0))
        .startsWith("It is too early to say: traffic of 'fashion' was seen for 12 s.");
    assertThat(judged.getValue("chances")).isNull();
  }

  /**
   * The forecast is what four of five rollouts keep, so a deadline there promotes about as many.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"errors: {worse_than: 1.1x}", "accuracy: {worse_than: 0, no_worse_than: 2%}"})
  void judge_forecastOfProof_fourOfFiveRolloutsKeepIt(String guard) {
    Rates rates = new Rates(2, 0.005, 3_600);
    String signal = guard.substring(0, guard.indexOf(':'));
    long seconds =
        judge("  " + guard + "\n", "30d", rates)
            .getJsonObject("proof")
            .getJsonObject(signal)
            .getLong("seconds");
    assertThat(seconds).isGreaterThan(1_200);
    JsonObject then = judge("  " + guard + "\n", seconds + "s", rates);
    assertThat(then.getJsonObject("chances").getDouble("equal")).isBetween(0.65, 0.92);
  }

  private static double passes(JsonObject chances, int index) {
    return chances.getJsonArray("worse").getJsonObject(index).getDouble("passes");
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
