package dev.serin.gateway.rollout.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for any counts; a failure names the seed. */
final class EvidencePropertyTest {
  private static final int CASES = 200;
  private static final int[] WEIGHTS = {100, 500, 2_500, 5_000};
  private static final String[] LABELS = {"Bag", "Coat", "Dress", "Shirt"};

  private static Map<Signal, Guard> guards() {
    Map<Signal, Guard> guards = new EnumMap<>(Signal.class);
    guards.put(Signal.SPLIT, Guard.of(Signal.SPLIT, 0));
    guards.put(Signal.ERRORS, Guard.of(Signal.ERRORS, 1.1));
    guards.put(Signal.LATENCY, Guard.of(Signal.LATENCY, 0.03));
    guards.put(Signal.AGREEMENT, Guard.of(Signal.AGREEMENT, 0.08));
    guards.put(Signal.ACCURACY, Guard.of(Signal.ACCURACY, 0.01));
    guards.put(Signal.CONFIDENCE, Guard.of(Signal.CONFIDENCE, 0.01));
    guards.put(Signal.CLASSES, Guard.of(Signal.CLASSES, 0).withLabels(10));
    return guards;
  }

  private static Tally random(Random random) {
    Tally tally = new Tally();
    tally.requests(random.nextInt(200), random.nextInt(2_000));
    for (int i = random.nextInt(20); i > 0; i--) {
      int weight = WEIGHTS[random.nextInt(WEIGHTS.length)];
      tally.split(weight, random.nextInt(10_000) < weight);
      tally.error(weight, random.nextInt(10_000) < 2 * weight);
      int compared = 1 + random.nextInt(Tally.COMPARED_MAX);
      tally.latency(random.nextInt(2 * compared + 1) / 2.0, compared);
      tally.agreement(random.nextInt(10) == 0);
      tally.confidence(random.nextDouble() * random.nextDouble() - 0.3);
      tally.label(
          LABELS[random.nextInt(LABELS.length)], random.nextInt(10) > 0, random.nextInt(10) > 1);
    }
    return tally;
  }

  @Test
  void plus_sameCountsInOtherLooks_sameBits() {
    for (long seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      List<Tally> tallies = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        tallies.add(random(random));
      }
      Evidence inOrder = Evidence.none(guards());
      for (Tally tally : tallies) {
        inOrder = inOrder.plus(tally);
      }
      Collections.shuffle(tallies, random);
      Tally all = new Tally();
      tallies.forEach(all::add);
      Evidence atOnce = Evidence.none(guards()).plus(all);

      for (Signal signal : guards().keySet()) {
        Reading one = reading(inOrder, signal);
        Reading other = reading(atOnce, signal);
        assertThat(one.samples()).as("%s, seed %d", signal, seed).isEqualTo(other.samples());
        assertThat(one.harm()).as("%s, seed %d", signal, seed).isGreaterThanOrEqualTo(other.harm());
        // Readings keep the largest so far; what the counts say now is the same to the bit.
        assertThat(now(inOrder, signal))
            .as("%s, seed %d", signal, seed)
            .isEqualTo(now(atOnce, signal));
      }
    }
  }

  private static List<Double> now(Evidence evidence, Signal signal) {
    Guard guard = evidence.guards().getOrDefault(signal, Guard.of(Signal.SPLIT, 0));
    return List.of(
        Processes.harm(signal, guard).log(evidence.seen(), 1),
        Processes.proof(signal, guard).log(evidence.seen(), 1));
  }

  @Test
  void plus_anyCounts_largestSoFarNeverFallsAndFormerEvidenceStays() {
    for (long seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Evidence evidence = Evidence.none(guards());
      for (int look = 0; look < 5; look++) {
        Map<Signal, Reading> before = Map.copyOf(evidence.readings());
        long requests = evidence.canaryRequests();
        Evidence next = evidence.plus(random(random));
        assertThat(evidence.readings()).as("seed %d", seed).isEqualTo(before);
        assertThat(evidence.canaryRequests()).isEqualTo(requests);
        for (Signal signal : guards().keySet()) {
          Reading was = reading(evidence, signal);
          Reading is = reading(next, signal);
          assertThat(is.harm()).as("%s, seed %d", signal, seed).isGreaterThanOrEqualTo(was.harm());
          assertThat(is.proof()).isGreaterThanOrEqualTo(was.proof());
          assertThat(is.samples()).isGreaterThanOrEqualTo(was.samples());
        }
        evidence = next;
      }
    }
  }

  @Test
  void estimate_anyCounts_intervalAroundGuessAndNoMoreWhereFound() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Evidence evidence = Evidence.none(guards()).plus(random(random)).plus(random(random));
      guards()
          .forEach(
              (signal, guard) -> {
                Estimate estimate = evidence.estimate(signal);
                if (!Double.isNaN(estimate.value())) {
                  assertThat(estimate.low()).isLessThanOrEqualTo(estimate.value());
                  assertThat(estimate.high())
                      .satisfiesAnyOf(
                          high -> assertThat(high).isNaN(),
                          high -> assertThat(high).isGreaterThanOrEqualTo(estimate.value()));
                }
                Reading reading = reading(evidence, signal);
                assertThat(estimate.toHarm().orElse(-1) == 0)
                    .isEqualTo(reading.harm() >= guard.harmBar());
              });
    }
  }

  private static Reading reading(Evidence evidence, Signal signal) {
    return evidence.readings().getOrDefault(signal, Reading.NONE);
  }
}
