package dev.serin.gateway.rollout.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The short form of {@code serin rollout simulate}: the seed is fixed, so each figure is the same
 * on every machine; the bounds are what the statistics promise.
 */
final class SimulationTest {
  private static final long SEED = 20_261_123;
  private static final int RUNS = 300;

  @Test
  void healthyVersions_inAllKindsOfTraffic_areNotAbortedMoreOftenThanPromised()
      throws InterruptedException {
    List<Result> results = run(1, "healthy/", "/0.5 %/20/1x");

    assertThat(results).hasSize(5);
    assertThat(results).noneMatch(Result::breaksPromise);
  }

  @Test
  void boundaryOfHarm_isNotAbortedMoreOftenThanPromised() throws InterruptedException {
    assertThat(run(1, "boundary/", "/20/")).hasSize(5).noneMatch(Result::breaksPromise);
  }

  @Test
  void tenTimesTheErrors_at200RequestsASecond_areAlwaysFound() throws InterruptedException {
    List<Result> results = run(1, "errors/steady/", "/200/10x");

    assertThat(results).hasSize(4);
    assertThat(results).allMatch(result -> result.serin().rate() == 1);
    assertThat(results).allMatch(result -> result.serin().quantile(0.95) <= 15);
  }

  @Test
  void signalsOfQuality_withAndWithoutAnEffect_findItOrNot() throws InterruptedException {
    List<Result> found = run(1, "quality/", "2x", "-5 points", "50 %", "-0.10");

    assertThat(found).hasSize(5);
    assertThat(found).allMatch(result -> result.serin().rate() == 1);
    assertThat(run(1, "quality-null/", "agreement")).noneMatch(Result::breaksPromise);
  }

  @Test
  void flagger_onHealthyTraffic_abortsAsTheSimulationsBeforeItDid() throws InterruptedException {
    Result result = run(1, "healthy/steady/", "/0.5 %/20/1x").get(0);

    // Two independent programs: 0.842 and 0.136 were measured in 2,000 runs of the prototype.
    assertThat(result.verdicts().get(1).rate()).isBetween(0.78, 0.90);
    assertThat(result.verdicts().get(2).rate()).isBetween(0.09, 0.19);
  }

  @Test
  void figures_withAnyNumberOfThreads_areTheSame() throws InterruptedException {
    List<String> one = figures(run(1, "/0.5 %/20/", "Zipf"));
    List<String> three = figures(run(3, "/0.5 %/20/", "Zipf"));

    assertThat(three).isEqualTo(one);
  }

  private static List<String> figures(List<Result> results) {
    return results.stream()
        .flatMap(result -> result.verdicts().stream())
        .map(v -> v.runs() + " " + v.fired() + " " + v.quantile(0.5) + " " + v.exposed() + v.bad())
        .toList();
  }

  /** Runs the cells whose names have {@code all} and one of {@code any}. */
  private static List<Result> run(int threads, String all, String... any)
      throws InterruptedException {
    List<Cell> cells =
        Scenarios.all().stream()
            .filter(cell -> cell.id().contains(all))
            .filter(cell -> List.of(any).stream().anyMatch(cell.id()::contains))
            .toList();
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Progress progress = new Progress(nowhere, InstantSource.system(), (long) RUNS * cells.size());
    return new Simulation(SEED, RUNS, threads).run(cells, progress);
  }
}
