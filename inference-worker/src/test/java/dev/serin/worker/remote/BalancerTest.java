package dev.serin.worker.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BalancerTest {
  private final SplittableRandom random = new SplittableRandom(3);
  private final Balancer balancer = new Balancer(random::nextInt);

  @Test
  void choose_nobody_isNobody() {
    assertThat(balancer.choose(List.<String>of(), worker -> 0)).isEmpty();
  }

  @Test
  void choose_one_isThatOne() {
    assertThat(balancer.choose(List.of("a"), worker -> 9)).contains("a");
  }

  @Test
  void choose_two_isTheLessBusyAlways() {
    for (int run = 0; run < 100; run++) {
      assertThat(balancer.choose(List.of(5L, 3L), delay -> delay)).contains(3L);
    }
  }

  @Test
  void choose_many_neverTheBusiestAndEachOtherSometimes() {
    List<Integer> workers = IntStream.range(0, 8).boxed().toList();
    int[] chosen = new int[8];
    for (int run = 0; run < 8_000; run++) {
      chosen[balancer.choose(workers, worker -> worker).orElseThrow()]++;
    }
    assertThat(chosen[7]).isZero();
    // Of two drawn from 8, the least busy of all is one in a quarter of the cases.
    assertThat(chosen[0]).isBetween(1_800, 2_200);
    assertThat(chosen).isSortedAccordingTo((a, b) -> b - a);
  }

  @Test
  void choose_equallyBusy_eachAsOften() {
    List<Integer> workers = IntStream.range(0, 4).boxed().toList();
    int[] chosen = new int[4];
    for (int run = 0; run < 8_000; run++) {
      chosen[balancer.choose(workers, worker -> 0).orElseThrow()]++;
    }
    for (int times : chosen) {
      assertThat(times).isBetween(1_800, 2_200);
    }
  }
}
