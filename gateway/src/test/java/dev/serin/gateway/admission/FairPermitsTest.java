package dev.serin.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FairPermitsTest {
  private final Permits all = new Permits(28);
  private final FairPermits fair = new FairPermits(all);

  @Test
  void tryAcquire_alone_takesAll() {
    assertThat(flood("a", true)).hasSize(28);
    assertThat(all.inUse()).isEqualTo(28);
  }

  @Test
  void tryAcquire_oneFloods_leavesAQuarter() {
    assertThat(flood("a", false)).hasSize(21);
    assertThat(flood("b", false)).hasSizeGreaterThan(3);
    assertThat(all.inUse()).isLessThan(28);
  }

  @Test
  void tryAcquire_twoFlood_eachGetsThreeSevenths() {
    int[] held = new int[2];
    for (int i = 0; i < 100; i++) {
      held[i % 2] += fair.tryAcquire("kind" + i % 2, false).isPresent() ? 1 : 0;
    }
    assertThat(held).containsExactly(12, 12);
  }

  @Test
  void giveBack_twice_countsOnce() {
    List<Runnable> taken = flood("a", false);
    taken.forEach(Runnable::run);
    taken.forEach(Runnable::run);
    assertThat(all.inUse()).isZero();
    assertThat(flood("a", false)).hasSize(21);
  }

  private List<Runnable> flood(String kind, boolean alone) {
    List<Runnable> taken = new ArrayList<>();
    for (Optional<Runnable> next = fair.tryAcquire(kind, alone);
        next.isPresent();
        next = fair.tryAcquire(kind, alone)) {
      taken.add(next.get());
    }
    return taken;
  }
}
