package dev.serin.gateway.rollout.counting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.Sightings;
import dev.serin.gateway.rollout.evidence.LeftOut;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.rollout.journal.SightingsJson;
import dev.serin.worker.api.Prediction;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several gateways that meet the same users. */
final class EvidenceCounterTest {
  private static final int WEIGHT = 5_000;
  private static final Prediction CAT = new Prediction("cat", 0, 0.75f);
  private static final Prediction DOG = new Prediction("dog", 1, 0.5f);

  private final EvidenceCounter owner = counter();
  private final EvidenceCounter follower = counter();

  private static EvidenceCounter counter(Observed... before) {
    return new EvidenceCounter("r", WEIGHT, List.of(before));
  }

  private static UnitCells unit(int number) {
    return new UnitCells(number, number, number);
  }

  private static String hex(long number) {
    return HexFormat.of().toHexDigits(number * 0x9E3779B97F4A7C15L);
  }

  private static LabelledPair pair(int image, int unit) {
    return new LabelledPair(hex(image), "cat", true, false, hex(unit));
  }

  /** As it comes over the journal. */
  private void tell() {
    owner.absorb(SightingsJson.read(SightingsJson.write(follower.sightings())));
  }

  private static void stable(EvidenceCounter counter, int unit) {
    counter.latency(false, unit(unit), 100, 10, 0);
  }

  private static void canary(EvidenceCounter counter, int unit) {
    counter.latency(true, unit(unit), 100, 20, 0);
  }

  @Test
  void latency_partnersThatAnotherGatewayCompared_areTakenOutOfTheComparison() {
    stable(owner, 1);
    canary(owner, 2);
    stable(follower, 1);
    stable(follower, 3);
    canary(follower, 4);
    tell();
    Tally tally = owner.drain().tally();
    assertThat(tally.latency().count(Tally.LATENCY_SCALE)).isEqualTo(2);
    stable(follower, 5);
    canary(follower, 2);
    tell();
    Observed seen = owner.drain();
    assertThat(seen.tally().latency().isEmpty()).as("the owner had this canary unit").isTrue();
    assertThat(seen.tally().leftOut(LeftOut.SAME_UNIT)).isEqualTo(1);
    assertThat(seen.firsts().timed()).as("5 may still be compared").isEmpty();
  }

  @Test
  void comparedAndLabelled_unitsThatTheOwnerHad_areLeftOut() {
    for (EvidenceCounter counter : List.of(owner, follower)) {
      int first = counter.equals(owner) ? 1 : 10;
      counter.compared(unit(1), hex(first), CAT, DOG);
      counter.labelled(pair(first, 1));
      counter.compared(unit(first + 1), hex(first + 1), CAT, CAT);
      counter.labelled(pair(first + 1, first + 1));
    }
    tell();
    Observed seen = owner.drain();
    assertThat(seen.tally().agreement().total()).isEqualTo(3);
    assertThat(seen.tally().agreement().count(1)).isEqualTo(1);
    assertThat(seen.tally().confidence().total()).isEqualTo(3);
    assertThat(seen.pairs()).hasSize(3);
    assertThat(seen.firsts().repeated()).containsExactly(hex(10));
    assertThat(seen.tally().leftOut(LeftOut.SAME_UNIT_IMAGES)).isEqualTo(1);
    assertThat(seen.tally().leftOut(LeftOut.SAME_UNIT_LABELS)).isEqualTo(1);
  }

  @Test
  void leftOutElsewhere_isToldAndCountedOnce() {
    follower.leftOut(LeftOut.PINNED);
    follower.labelled(pair(1, 1));
    assertThat(follower.wantsLabel(hex(2), hex(1))).isFalse();
    tell();
    tell();
    Observed seen = owner.drain();
    assertThat(seen.firsts().repeated()).containsExactly(hex(2));
    assertThat(seen.tally().leftOut(LeftOut.SAME_UNIT_LABELS)).isEqualTo(1);
    assertThat(seen.tally().leftOut(LeftOut.PINNED)).isEqualTo(1);
  }

  /** Whatever the order of what gateways see and tell, and of restarts: each unit counts once. */
  @Test
  void anyOrder_ofGatewaysAndRestarts_eachUnitIsInOneComparison() {
    long seed = 20_261_201;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int run = 0; run < 20; run++) {
      EvidenceCounter[] gateways = {counter(), counter(), counter()};
      Set<Integer> timed = new HashSet<>();
      Set<Integer> units = new HashSet<>();
      Observed[] journal = new Observed[400];
      for (int i = 0; i < journal.length; i++) {
        EvidenceCounter any = gateways[random.nextInt(3)];
        for (int j = 0; j < 10; j++) {
          int unit = random.nextInt(300);
          any.latency(unit % 3 == 0, unit(unit), 100, random.nextInt(9), i);
          any.compared(unit(unit), hex(random.nextInt(300)), CAT, random.nextBoolean() ? CAT : DOG);
        }
        Sightings told = gateways[1 + random.nextInt(2)].sightings();
        gateways[0].absorb(told);
        journal[i] = gateways[0].drain();
        journal[i].firsts().timed().forEach(unit -> assertThat(timed.add(unit)).isTrue());
        journal[i].firsts().units().forEach(unit -> assertThat(units.add(unit)).isTrue());
        if (random.nextInt(50) == 0) {
          gateways[0] = counter(Arrays.copyOf(journal, i + 1));
        }
      }
      assertThat(timed.size()).isGreaterThan(100);
      assertThat((long) units.size())
          .isEqualTo(List.of(journal).stream().mapToLong(o -> o.tally().agreement().total()).sum());
    }
  }
}
