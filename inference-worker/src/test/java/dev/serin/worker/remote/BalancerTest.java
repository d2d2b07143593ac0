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
  void choose_many_isTheLeastBusyAlways() {
    List<Integer> workers = IntStream.range(0, 8).map(place -> (place + 5) % 8).boxed().toList();
    for (int run = 0; run < 100; run++) {
      assertThat(balancer.choose(workers, worker -> worker)).contains(0);
    }
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
