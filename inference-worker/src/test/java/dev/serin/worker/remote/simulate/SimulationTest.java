package dev.serin.worker.remote.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The short form of what docs/scale.md tells: what chose the policy must stay true of the classes
 * in production. Each run also proves that every request ends exactly once.
 */
final class SimulationTest {
  private static final long SEEDS = 3;

  @Test
  void run_oneServer_waitsAsTheoryOfQueuesSays() {
    // M/M/1: 1 / (mu - lambda).
    assertThat(meanMs(1, .7)).isCloseTo(10 / (1 - .7), withPercentage(5));
  }

  @Test
  void run_fourServers_waitAsErlangSays() {
    // M/M/4: the service, and Erlang C of waiting for 1 / (4 mu - lambda).
    double offered = 4 * .8;
    double waiting = offered * offered * offered * offered / 24 / (1 - .8);
    double all = 1 + offered + offered * offered / 2 + offered * offered * offered / 6 + waiting;
    assertThat(meanMs(4, .8))
        .isCloseTo(10 + waiting / all * 10 / (4 * (1 - .8)), withPercentage(5));
  }

  private static double meanMs(int servers, double load) {
    Scenario one =
        Scenario.even(load)
            .of(1, List.of(WorkerModel.cores(servers, 10, true, 1_000_000)))
            .timed(1e6, 0, 100, 1_000)
            .measured(5_000, 155_000);
    return LongStream.rangeClosed(1, SEEDS)
        .mapToDouble(seed -> Simulation.run(one, Policy.RANDOM, seed).meanMs())
        .average()
        .orElseThrow();
  }

  @Test
  void run_sameSeed_sameFigures() {
    Scenario scenario = Scenarios.loss(2_000);
    assertThat(Simulation.run(scenario, Policy.SERIN, 7))
        .isEqualTo(Simulation.run(scenario, Policy.SERIN, 7))
        .isNotEqualTo(Simulation.run(scenario, Policy.SERIN, 8));
  }

  @Test
  void run_twelveAlike_serinIsBestAndWhoFollowsReportsHerds() {
    ToDoubleFunction<Policy> p99 = p99(Scenario.even(.8).measured(2_000, 6_000));
    assertBest(p99, 1.1);
    assertThat(p99.applyAsDouble(Policy.SERIN)).isLessThan(.6 * p99.applyAsDouble(Policy.RANDOM));
    // All gateways run after the worker whose report was the shortest, until the next report.
    assertThat(p99.applyAsDouble(Policy.ALL_REPORTED))
        .isGreaterThan(2 * p99.applyAsDouble(Policy.RANDOM));
    assertThat(p99.applyAsDouble(Policy.TWO_REPORTED_SENT))
        .isGreaterThan(1.4 * p99.applyAsDouble(Policy.SERIN));
  }

  @Test
  void run_oneSlow_serinIsBest() {
    ToDoubleFunction<Policy> p99 = p99(Scenarios.slow().measured(2_000, 6_000));
    assertBest(p99, 1.1);
    assertThat(p99.applyAsDouble(Policy.ROUND_ROBIN))
        .isGreaterThan(5 * p99.applyAsDouble(Policy.SERIN));
  }

  @Test
  void run_oneDies_serinIsBestAndNearlyNobodyIsLost() {
    assertBest(p99(Scenarios.loss(3_000)), 1.1);
    for (long seed = 1; seed <= SEEDS; seed++) {
      assertThat(Simulation.run(Scenarios.loss(3_000), Policy.SERIN, seed).failedShare())
          .as("seed %d", seed)
          .isLessThan(.002);
    }
  }

  @Test
  void run_oneFailsAtOnce_doesNotDrawRequests() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      assertThat(Simulation.run(Scenarios.broken(2_000), Policy.SERIN, seed).failedShare())
          .as("seed %d", seed)
          .isLessThan(.005);
      assertThat(
              Simulation.run(Scenarios.broken(2_000), Policy.TWO_OUTSTANDING, seed).failedShare())
          .as("seed %d", seed)
          .isGreaterThan(.05);
    }
  }

  @Test
  void run_someTenTimesFaster_twoChoicesDoNotFindThemAndSerinDoes() {
    Scenario mixed = Scenarios.mixed(.8).measured(2_000, 5_000);
    for (long seed = 1; seed <= SEEDS; seed++) {
      Figures serin = Simulation.run(mixed, Policy.SERIN, seed);
      assertThat(serin.failed()).as("seed %d", seed).isZero();
      assertThat(serin.p99Ms()).as("seed %d", seed).isLessThan(150);
      assertThat(Simulation.run(mixed, Policy.TWO_ANSWER, seed).failedShare())
          .as("seed %d", seed)
          .isGreaterThan(.05);
    }
  }

  private static ToDoubleFunction<Policy> p99(Scenario scenario) {
    Map<Policy, Double> medians = new EnumMap<>(Policy.class);
    for (Policy policy : Policy.values()) {
      double[] all =
          LongStream.rangeClosed(1, SEEDS)
              .mapToDouble(seed -> Simulation.run(scenario, policy, seed).p99Ms())
              .sorted()
              .toArray();
      medians.put(policy, all[all.length / 2]);
    }
    System.out.printf("%s, seeds 1 to %d, median p99 in ms: %s%n", scenario.name(), SEEDS, medians);
    return policy -> medians.getOrDefault(policy, Double.NaN);
  }

  private static void assertBest(ToDoubleFunction<Policy> p99, double within) {
    for (Policy policy : Policy.values()) {
      assertThat(p99.applyAsDouble(Policy.SERIN))
          .as("Serin and %s", policy)
          .isLessThan(within * p99.applyAsDouble(policy));
    }
  }
}
