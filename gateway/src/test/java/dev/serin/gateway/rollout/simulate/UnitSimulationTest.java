package dev.serin.gateway.rollout.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests and images that hang together, a few hundred runs of them; the seed is fixed. */
final class UnitSimulationTest {
  private static final long SEED = 20_261_201;
  private static final int RUNS = 150;

  /** At alpha .01, 7 false aborts or more in 150 runs come in less than one of 1,000 tests. */
  private static final int FALSE_ABORTS_MOST = 6;

  @Test
  void stickyUsers_equalVersions_areNotAbortedAndFormerlyWere() throws InterruptedException {
    List<Result> results = run("sticky/1,000 users/σ 0.3/");

    assertThat(results).hasSize(2).allSatisfy(result -> assertKept(result, 3));
    // In 10,000 runs .14 and .09.
    assertThat(results).allSatisfy(r -> assertThat(former(r, 3)).isGreaterThan(FALSE_ABORTS_MOST));
  }

  @Test
  void clusters_equalVersions_areNotAbortedAndFormerlyWere() throws InterruptedException {
    List<Result> results = run("clusters/20 a unit/equal");

    assertThat(results).hasSize(1).allSatisfy(result -> assertKept(result, 4));
    for (int signal = 4; signal < 8; signal++) {
      assertThat(former(results.get(0), signal)).isGreaterThan(RUNS / 10);
    }
  }

  @Test
  void stickyUsers_halfAgainAsSlow_areFound() throws InterruptedException {
    Result result = run("sticky-slower/10,000 users/σ 0.3/+50 %").get(0);

    assertThat(result.serin().rate()).isGreaterThan(0.9);
  }

  @Test
  void zipf_draws_followTheLaw() {
    Zipf zipf = new Zipf(50);
    Dice dice = Dice.of(SEED, "zipf", 0);
    int[] counts = new int[50];
    for (int i = 0; i < 200_000; i++) {
      counts[zipf.draw(dice)]++;
    }
    for (int k : new int[] {1, 9, 49}) {
      double expected = Math.pow(k + 1, -Zipf.EXPONENT) * counts[0];
      assertThat((double) counts[k]).isBetween(expected * 0.9, expected * 1.1);
    }
  }

  private static void assertKept(Result result, int signals) {
    assertThat(result.breaksPromise()).isFalse();
    for (int signal = 0; signal < signals; signal++) {
      assertThat(result.verdicts().get(signal).fired())
          .as("%s of %s", signal, result.cell().id())
          .isLessThanOrEqualTo(FALSE_ABORTS_MOST);
    }
  }

  private static long former(Result result, int signal) {
    return result.verdicts().get(signal).fired();
  }

  private static List<Result> run(String name) throws InterruptedException {
    List<Cell> cells = Scenarios.all().stream().filter(cell -> cell.id().startsWith(name)).toList();
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Progress progress = new Progress(nowhere, InstantSource.system(), (long) RUNS * cells.size());
    return new Simulation(SEED, RUNS, 1).run(cells, progress);
  }
}
