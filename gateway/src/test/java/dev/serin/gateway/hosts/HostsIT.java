package dev.serin.gateway.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serin.gateway.hosts.Chronicle.Summary;
import dev.serin.gateway.hosts.Fleet.Node;
import dev.serin.gateway.hosts.Storm.Fault;
import dev.serin.gateway.hosts.Traffic.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways and three workers on five machines, under load, while things go wrong. */
@TestInstance(Lifecycle.PER_CLASS)
final class HostsIT {
  private static final long SEED = Long.getLong("serin.seed", System.nanoTime());

  /** Rounds of all faults; 0: some faults, for as short as they show what they do. */
  private static final int ROUNDS = Integer.getInteger("serin.storms", 0);

  /** A process without requests that hang ends sooner than its drain would allow. */
  private static final Duration END = Duration.ofSeconds(15);

  /** What is promised, where rounds show it; a short run may share its cores with a whole build. */
  private static final double SHARE = ROUNDS == 0 ? 0.95 : 0.995;

  private static final long RECOVERY_MS = ROUNDS == 0 ? 15_000 : 5_000;

  private static final int RATE = Integer.getInteger("serin.rate", 40);

  private Path folder = Path.of("");
  private Fleet fleet;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    Optional<String> obstacle = Network.obstacle();
    assumeTrue(obstacle.isEmpty(), obstacle::get);
    System.out.println("-Dserin.seed=" + SEED);
    fleet = new Fleet(folder, 2, 3);
    fleet.start();
  }

  @AfterAll
  void close() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @Test
  void faults_underLoad_answersAreRightAndNearlyAllCome() throws Exception {
    Chronicle chronicle = new Chronicle();
    Storm storm = new Storm(fleet, chronicle, new Random(SEED));
    List<Outcome> outcomes;
    try (Traffic traffic = new Traffic(fleet.gateways(), RATE, SEED)) {
      traffic.warm();
      chronicle.begin("calm");
      if (ROUNDS == 0) {
        storm.strike(Fault.WORKER_KILLED, 0);
        storm.strike(Fault.SPLIT, 6_500);
      }
      for (int i = 0; i < ROUNDS; i++) {
        storm.rage();
      }
      outcomes = traffic.end();
    }
    List<Summary> summaries = chronicle.summaries(outcomes);
    summaries.forEach(System.out::println);
    storm.whole().forEach((name, ms) -> System.out.println(name + ": whole after " + ms + " ms"));
    outcomes.stream()
        .filter(outcome -> !outcome.isAnswered())
        .limit(20)
        .forEach(System.out::println);
    check(outcomes, SEED);
    assertThat(summaries).allMatch(summary -> summary.share() >= SHARE);
    assertThat(summaries).allMatch(summary -> summary.recoveryMs() <= RECOVERY_MS);
    assertThat(storm.whole().values()).allMatch(ms -> ms <= RECOVERY_MS);
  }

  @Test
  void rollingUpgrade_underLoad_noRequestFails() throws Exception {
    Chronicle chronicle = new Chronicle();
    List<Outcome> outcomes;
    try (Traffic traffic = new Traffic(fleet.gateways(), RATE, ~SEED)) {
      traffic.warm();
      chronicle.begin("calm");
      for (Node node : ROUNDS == 0 ? some() : fleet.all()) {
        chronicle.begin(node + " ends");
        long start = System.nanoTime();
        node.process().end();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(END);
        chronicle.begin(node + " starts");
        node.start();
        node.process().ready();
        fleet.await(fleet.workers().size());
      }
      outcomes = traffic.end();
    }
    List<Summary> summaries = chronicle.summaries(outcomes);
    summaries.forEach(System.out::println);
    check(outcomes, ~SEED);
    assertThat(summaries).allMatch(phase -> phase.share() == 1 && phase.retried() == 0);
  }

  /** One of each kind. */
  private List<Node> some() {
    return List.of(fleet.workers().get(0), fleet.gateways().get(0));
  }

  private void check(List<Outcome> outcomes, long seed) throws Exception {
    try (Reference reference = new Reference(folder.resolve("reference-" + seed))) {
      assertThat(reference.wrong(outcomes, seed)).isEmpty();
    }
    assertThat(outcomes.stream().filter(one -> !one.isAnswered() && !one.isRefused())).isEmpty();
  }
}
