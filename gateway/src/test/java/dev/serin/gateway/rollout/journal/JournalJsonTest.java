package dev.serin.gateway.rollout.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Observed.Disagreement;
import dev.serin.gateway.rollout.Observed.Firsts;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.Sightings;
import dev.serin.gateway.rollout.Sightings.Claim;
import dev.serin.gateway.rollout.Sightings.Comparison;
import dev.serin.gateway.rollout.Sightings.Partner;
import dev.serin.gateway.rollout.Sightings.Timing;
import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.RolloutState;
import dev.serin.gateway.rollout.evidence.LeftOut;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.evidence.Tally;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JournalJsonTest {
  @Test
  void observed_randomOnes_writtenAndReadAreTheSame() {
    long seed = 20_261_123;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      Observed seen = random(random);
      String json = ObservedJson.write(seen, new JsonObject()).encode();
      Observed read = ObservedJson.read(new JsonObject(json));
      assertThat(ObservedJson.write(read, new JsonObject()).encode()).isEqualTo(json);
      assertThat(read.pairs()).isEqualTo(seen.pairs());
      assertThat(read.disagreements()).isEqualTo(seen.disagreements());
      assertThat(read.erred()).isEqualTo(seen.erred());
      assertThat(read.met()).isEqualTo(seen.met());
      assertThat(read.firsts()).isEqualTo(seen.firsts());
      for (LeftOut why : LeftOut.values()) {
        assertThat(read.tally().leftOut(why)).isEqualTo(seen.tally().leftOut(why));
      }
      assertThat(read.tally().canaryRequests()).isEqualTo(seen.tally().canaryRequests());
      assertThat(read.tally().errors().byWeight()).isEqualTo(seen.tally().errors().byWeight());
      assertThat(read.tally().latency().counts()).isEqualTo(seen.tally().latency().counts());
      assertThat(read.tally().labels().keySet()).isEqualTo(seen.tally().labels().keySet());
    }
  }

  @Test
  void observed_nothing_isAnEmptyObject() {
    Observed nothing = new Observed(new Tally(), List.of(), List.of(), List.of(), List.of());
    assertThat(ObservedJson.write(nothing, new JsonObject()).encode()).isEqualTo("{}");
    assertThat(ObservedJson.read(new JsonObject()).isEmpty()).isTrue();
  }

  @Test
  void sightings_ofEverything_writtenAndReadAreTheSame() {
    Tally tally = new Tally();
    tally.requests(3, 4);
    tally.leftOut(LeftOut.PINNED, 5);
    Sightings seen =
        new Sightings(
            tally,
            List.of(new Claim(500, true, List.of(1, 2))),
            List.of(new Claim(500, false, List.of(3))),
            List.of(new Timing(4, List.of(new Partner(5, 2), new Partner(6, 0)))),
            List.of(new Comparison(7, 8, true, -9)),
            List.of(new LabelledPair("ab".repeat(32), "Coat", true, false, "0123456789abcdef")),
            List.of("cd".repeat(32)),
            List.of());
    String json = SightingsJson.write(seen);
    Sightings read = SightingsJson.read(json);
    assertThat(SightingsJson.write(read)).isEqualTo(json);
    assertThat(read.timings()).isEqualTo(seen.timings());
    assertThat(read.comparisons()).isEqualTo(seen.comparisons());
    assertThat(read.repeated()).isEqualTo(seen.repeated());
    assertThat(read.pairs()).isEqualTo(seen.pairs());
    assertThat(read.tally().leftOut(LeftOut.PINNED)).isEqualTo(5);
  }

  /** An older release wrote neither units nor what was left out. */
  @Test
  void observed_ofAnOlderRelease_isRead() {
    String image = "ab".repeat(32);
    Observed read =
        ObservedJson.read(
            new JsonObject(
                "{\"tally\":{\"canary\":1,\"stable\":2,\"agreement\":[[0,3]]},\"erred\":[4],"
                    + "\"pairs\":[[\"%s\",\"Coat\",true,false]]}".formatted(image)));
    assertThat(read.pairs()).containsExactly(new LabelledPair(image, "Coat", true, false));
    assertThat(read.firsts()).isEqualTo(Firsts.NONE);
    assertThat(read.tally().agreement().total()).isEqualTo(3);
    assertThat(read.tally().leftOut(LeftOut.CACHED)).isZero();
  }

  /** Otherwise the journal would offer the same labels again at every tenth look. */
  @Test
  void look_labelsThatAreLeftOut_areDoneWithAsPairsAre() {
    Instant now = Instant.parse("2026-12-01T00:00:00Z");
    Journaled rollout = Journaled.start("pets-2-0", Plans.twoSteps(), "anna", now).next();
    String paired = "ab".repeat(32);
    String left = "cd".repeat(32);
    Tally tally = new Tally();
    tally.label("Coat", true, true);
    Observed seen =
        new Observed(
            tally,
            List.of(),
            List.of(),
            new Firsts(List.of(), List.of(), List.of(), List.of(left)),
            List.of(new LabelledPair(paired, "Coat", true, true)),
            List.of());
    assertThat(rollout.look(seen, true, now).orElseThrow().write().pairs())
        .containsExactly(paired, left);
  }

  @Test
  void state_everyField_writtenAndReadIsTheSame() {
    Instant now = Instant.parse("2026-11-23T16:00:00.123Z");
    for (Instant or : new Instant[] {null, now}) {
      RolloutState state =
          new RolloutState(
              Phase.PAUSED, 3, now, 77, or, or, Set.of(Signal.LATENCY, Signal.SPLIT), "why");
      String json = StateJson.write(state).encode();
      assertThat(json.contains("labelled_at"))
          .as("as former releases wrote it")
          .isEqualTo(or != null);
      assertThat(json).contains("[\"split\",\"latency\"]");
      assertThat(StateJson.read(new JsonObject(json))).isEqualTo(state);
    }
  }

  @Test
  void numbers_fourDigits_asJsonWritesThem() {
    assertThat(written(Numbers.rounded(1e20 / 7))).isEqualTo("1.429E+19");
    assertThat(written(Numbers.rounded(1234567))).isEqualTo("1235000");
    assertThat(written(Numbers.rounded(0.00012345))).isEqualTo("0.0001234");
    assertThat(written(Numbers.rounded(100))).isEqualTo("100");
    assertThat(written(Numbers.rounded(0))).isEqualTo("0");
    assertThat(written(Numbers.rounded(Double.NaN))).isEqualTo("null");
    assertThat(written(Numbers.rounded(Double.POSITIVE_INFINITY))).isEqualTo("null");
    assertThat(written(Numbers.exp(0))).isEqualTo("1");
    assertThat(written(Numbers.exp(1e9))).isEqualTo("1E+300");
    assertThat(written(Numbers.exp(-1e9))).isEqualTo("0");
    assertThat(written(Numbers.share(500))).isEqualTo("0.05");
    assertThat(written(Numbers.share(10_000))).isEqualTo("1");
    assertThat(written(Numbers.share(0))).isEqualTo("0");
  }

  private static String written(@Nullable BigDecimal number) {
    String json = new JsonObject().put("n", number).encode();
    return json.substring(5, json.length() - 1);
  }

  static Observed random(Random random) {
    Tally tally = new Tally();
    tally.requests(random.nextInt(100), random.nextInt(1000));
    for (int i = random.nextInt(20); i > 0; i--) {
      tally.split(1 + random.nextInt(9999), random.nextBoolean());
      tally.error(1 + random.nextInt(3), random.nextBoolean());
      tally.latency(random.nextInt(10), 10);
      tally.agreement(random.nextBoolean());
      tally.confidence(random.nextDouble() - 0.5);
      tally.label("label \"" + random.nextInt(4), random.nextBoolean(), random.nextBoolean());
    }
    for (LeftOut why : LeftOut.values()) {
      tally.leftOut(why, random.nextInt(3));
    }
    String image = "ab".repeat(31) + (10 + random.nextInt(89));
    return new Observed(
        tally,
        random.ints(random.nextInt(5), 0, 1 << 20).boxed().toList(),
        random.ints(random.nextInt(5), 0, 1 << 14).boxed().toList(),
        new Firsts(
            random.ints(random.nextInt(5), 0, 1 << 20).boxed().toList(),
            random.ints(random.nextInt(5), 0, 1 << 20).boxed().toList(),
            random.ints(random.nextInt(5), 0, 1 << 20).boxed().toList(),
            random.nextBoolean() ? List.of(image) : List.of()),
        List.of(
            new LabelledPair(
                image,
                "Coat",
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean() ? "0123456789abcdef" : "")),
        List.of(
            new Disagreement(image, "Coat", random.nextDouble(), "Shirt", random.nextDouble())));
  }
}
